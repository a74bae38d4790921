package io.demijohn.gateway.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Web;
import io.demijohn.gateway.internal.Web.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {

    @TempDir private Path folder;
    private TestGateway gateway;
    private Web openAi;
    private Web anthropic;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(folder);
        gateway.platform.setRouter(new FakeRouter());
        openAi = new Web(gateway);
        anthropic = new Web(gateway, "anthropic-version", "2023-06-01");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static List<String> ids(JsonNode list) {
        return list.get("data").findValuesAsText("id");
    }

    @Test
    void chatAndEmbeddingModelsAreListedOnceByName() {
        JsonNode list = openAi.ask("GET", "/v1/models", "").json();
        assertThat(list.get("object").asText()).isEqualTo("list");
        assertThat(ids(list)).containsExactly("mock", "team/large", "vectors");
        assertThat(list.at("/data/0/owned_by").asText()).isEqualTo("fake");
        assertThat(list.at("/data/0/object").asText()).isEqualTo("model");
        assertThat(list.at("/data/0/created").isIntegralNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mock", "team%2Flarge", "vectors"})
    void oneModelHasBothShapes(String path) {
        String name = path.replace("%2F", "/");
        JsonNode theirs = openAi.ask("GET", "/v1/models/" + path, "").json();
        assertThat(theirs.get("id").asText()).isEqualTo(name);
        assertThat(theirs.get("object").asText()).isEqualTo("model");
        JsonNode others = anthropic.ask("GET", "/v1/models/" + path, "").json();
        assertThat(others.get("id").asText()).isEqualTo(name);
        assertThat(others.get("type").asText()).isEqualTo("model");
        assertThat(others.has("object")).isFalse();
    }

    @Test
    void anthropicsShapeHasEveryFieldThatItsClientsCheck() {
        JsonNode list = anthropic.ask("GET", "/v1/models", "").json();
        assertThat(list.get("has_more").asBoolean()).isFalse();
        assertThat(list.get("first_id").asText()).isEqualTo("mock");
        assertThat(list.get("last_id").asText()).isEqualTo("vectors");
        JsonNode one = list.at("/data/1");
        assertThat(one.get("display_name").asText()).isEqualTo("team/large");
        assertThat(one.get("lifecycle").asText()).isEqualTo("active");
        assertThat(Instant.parse(one.get("created_at").asText())).isBefore(Instant.now());
        for (String unknown :
                List.of(
                        "line",
                        "capabilities",
                        "max_input_tokens",
                        "max_tokens",
                        "deprecated_at",
                        "retires_at")) {
            assertThat(one.has(unknown) && one.get(unknown).isNull()).as(unknown).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=2                       | mock,team/large | true",
                "limit=2&after_id=team%2Flarge | vectors         | false",
                "limit=1&after_id=mock         | team/large      | true",
                "after_id=vectors              | ''              | false",
                "limit=1&before_id=vectors     | team/large      | true",
                "before_id=team%2Flarge        | mock            | false",
                "limit=3                       | mock,team/large,vectors | false"
            })
    void anthropicsPages(String query, String ids, boolean more) {
        JsonNode page = anthropic.ask("GET", "/v1/models?" + query, "").json();
        assertThat(String.join(",", ids(page))).isEqualTo(ids);
        assertThat(page.get("has_more").asBoolean()).isEqualTo(more);
        assertThat(page.get("first_id").isNull()).isEqualTo(ids.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=1001", "limit=x", "after_id=no", "after_id=a&before_id=b"})
    void wrongPagesAreRefusedInTheirDialect(String query) {
        Answer answer = anthropic.ask("GET", "/v1/models?" + query, "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.json().at("/error/message").asText())
                .contains(query.substring(0, query.indexOf("=")));
    }

    @Test
    void nobodyIsNotFoundInEachDialect() {
        Answer theirs = openAi.ask("GET", "/v1/models/nobody", "");
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.json().at("/error/code").asText()).isEqualTo("model_not_found");
        Answer others = anthropic.ask("GET", "/v1/models/nobody", "");
        assertThat(others.status()).isEqualTo(404);
        assertThat(others.json().at("/error/type").asText()).isEqualTo("not_found_error");
    }
}
