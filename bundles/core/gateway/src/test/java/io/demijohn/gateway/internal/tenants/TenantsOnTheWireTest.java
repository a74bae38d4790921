package io.demijohn.gateway.internal.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Wire;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.LimitDraw.Unit;
import io.demijohn.tenant.LimitStanding;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keys, limits and usage look like to callers. */
class TenantsOnTheWireTest {

    @TempDir Path folder;
    private final FakeRouter router = new FakeRouter();
    private final List<UsageQuery> queries = new ArrayList<>();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(folder);
        gateway.platform.setRouter(router);
        gateway.platform.setUsage(this::report);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private UsageReport report(UsageQuery query) {
        queries.add(query);
        BigDecimal cost = new BigDecimal("0.000123");
        UsageRow row = new UsageRow(Map.of(Dimension.KEY, "k"), 3, 1, 0, 10, 4, 0, 5, 2, cost);
        return new UsageReport("USD", List.of(row), row, 0);
    }

    private String key(String tenant, String id, Set<String> endpoints, Set<String> models) {
        return gateway.keys
                .create(
                        new KeyRequest(
                                Optional.of(id),
                                tenant,
                                Optional.empty(),
                                "",
                                ApiKey.Role.USER,
                                endpoints,
                                models,
                                CallLimits.NONE,
                                Optional.empty()))
                .secret()
                .reveal();
    }

    private String ask(String key, String line, String headers, String body) throws IOException {
        try (Wire wire = new Wire(gateway.port())) {
            return wire.send(request(key, line, headers, body)).answer();
        }
    }

    private static String request(String key, String line, String headers, String body) {
        return line
                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                + key
                + "\r\n"
                + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                + "\r\n"
                + body;
    }

    private String get(String key, String path) throws IOException {
        return ask(key, "GET " + path, "", "");
    }

    private String admin(String line, String body) throws IOException {
        return ask(gateway.key, line, "", body);
    }

    @Test
    void aKeyUsesOnlyItsEndpoints() throws IOException {
        String models = key("default", "reader", Set.of("models"), Set.of());
        assertThat(get(models, "/v1/models")).startsWith("HTTP/1.1 200");
        assertThat(get(models, "/v1/usage"))
                .startsWith("HTTP/1.1 403")
                .contains("insufficient_permissions");
        assertThat(ask(models, "POST /threads/search", "", "{}"))
                .startsWith("HTTP/1.1 403")
                .contains("not for the endpoint agents");
    }

    @Test
    void anAdministratorMakesAndRotatesAndRevokesKeys() throws IOException {
        String made =
                admin(
                        "POST /admin/keys",
                        "{\"id\":\"site\",\"models\":[\"gpt-*\"],\"limits\":{\"requests\":60}}");
        assertThat(made)
                .startsWith("HTTP/1.1 201")
                .contains("Location: /admin/keys/site")
                .contains("\"tenant\":\"default\"")
                .contains("\"requests\":60")
                .contains("\"secret\":\"dj_test-site\"");
        assertThat(get("dj_test-site", "/v1/models")).startsWith("HTTP/1.1 200");
        assertThat(admin("GET /admin/keys", "")).contains("\"id\":\"site\"").doesNotContain("dj_");
        assertThat(admin("POST /admin/keys/site/rotate", "{\"overlap_seconds\":0}"))
                .contains("\"secret\":\"dj_rotated-site\"");
        assertThat(admin("DELETE /admin/keys/site", "")).startsWith("HTTP/1.1 204");
        assertThat(get("dj_rotated-site", "/v1/models")).startsWith("HTTP/1.1 401");
        assertThat(admin("GET /admin/keys/site", "")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "DELETE,''", "POST,/rotate"})
    void anotherTenantsKeyIsNotThere(String method, String rest) throws IOException {
        String theirs = key("other", "theirs", Set.of(), Set.of());
        assertThat(admin(method + " /admin/keys/theirs" + rest, "")).startsWith("HTTP/1.1 404");
        assertThat(admin("GET /admin/keys", "")).doesNotContain("theirs");
        assertThat(get(theirs, "/v1/models")).startsWith("HTTP/1.1 200");
        assertThat(ask(theirs, "POST /admin/keys", "", "{}")).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"tenant\":\"other\"}|tenant",
                "{\"role\":\"owner\"}|role",
                "{\"limits\":{\"requests\":-1}}|requests",
                "{\"limits\":{\"calls\":1}}|calls",
                "{\"expires\":\"soon\"}|expires"
            })
    void aMistakeIsNamed(String body, String field) throws IOException {
        assertThat(admin("POST /admin/keys", body)).startsWith("HTTP/1.1 400").contains(field);
    }

    @Test
    void aTenantSeesOnlyItsOwnUsage() throws IOException {
        String theirs = key("other", "theirs", Set.of(), Set.of());
        String answer =
                get(theirs, "/v1/usage?by=key,day&tenant=default&model=gpt&from=2026-11-01");
        assertThat(answer).contains("\"cost\":\"0.000123\"").contains("\"complete\":true");
        assertThat(queries.get(0).only())
                .isEqualTo(Map.of(Dimension.TENANT, "other", Dimension.MODEL, "gpt"));
        assertThat(queries.get(0).by()).containsExactlyInAnyOrder(Dimension.KEY, Dimension.DAY);
    }

    @ParameterizedTest
    @CsvSource({"by=colour,by", "from=today,from", "from=2026-11-02&to=2026-11-01,to"})
    void aWrongQuestionAboutUsageIsNamed(String query, String field) throws IOException {
        assertThat(get(gateway.key, "/v1/usage?" + query))
                .startsWith("HTTP/1.1 400")
                .contains("\"param\":\"" + field + "\"");
    }

    @Test
    void aRefusalTellsWhenToComeAgainInEachDialectsWords() throws Exception {
        gateway.platform.setLimits(
                (tenant, id, model) ->
                        List.of(
                                new LimitStanding(Unit.REQUESTS, 60, 0, Duration.ofMillis(59_500)),
                                new LimitStanding(Unit.TOKENS, 1000, 7, Duration.ofSeconds(2)),
                                new LimitStanding(Unit.CONCURRENT, 5, 1, Duration.ZERO)));
        String chat = "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        ModelException refusal =
                new ModelException(
                        Kind.RATE_LIMITED, "enough", null, Optional.of(Duration.ofMillis(1_200)));
        assertThat(answered("POST /v1/chat/completions", "", chat, refusal))
                .startsWith("HTTP/1.1 429")
                .containsIgnoringCase("\r\nRetry-After: 2\r\n")
                .contains("x-ratelimit-limit-requests: 60\r\n")
                .contains("x-ratelimit-remaining-requests: 0\r\n")
                .contains("x-ratelimit-reset-requests: 59.5s\r\n")
                .contains("x-ratelimit-remaining-tokens: 7\r\n")
                .contains("rate_limit_exceeded")
                .doesNotContain("concurrent");
        String message = chat.replace("}]}", "}],\"max_tokens\":5}");
        assertThat(
                        answered(
                                "POST /v1/messages",
                                "anthropic-version: 2023-06-01\r\n",
                                message,
                                refusal))
                .startsWith("HTTP/1.1 429")
                .contains("anthropic-ratelimit-requests-limit: 60\r\n")
                .containsPattern("anthropic-ratelimit-tokens-reset: 20\\d\\d-.*Z\r\n")
                .contains("rate_limit_error");
    }

    @Test
    void aSpentBudgetIsNotWorthAnotherTry() throws Exception {
        String chat = "{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        ModelException spent = new ModelException(Kind.QUOTA, "the budget of tenant=x is spent");
        assertThat(answered("POST /v1/chat/completions", "", chat, spent))
                .startsWith("HTTP/1.1 429")
                .contains("x-should-retry: false")
                .contains("insufficient_quota");
    }

    private String answered(String line, String headers, String body, ModelException failure)
            throws Exception {
        try (Wire wire = new Wire(gateway.port())) {
            wire.send(request(gateway.key, line, headers, body));
            FakeRouter.Open call = router.calls().poll(10, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("nobody was asked: " + wire.answer());
            }
            assertThat(call.context().key()).contains("key-0");
            call.listener().onError(failure);
            return wire.answer();
        }
    }
}
