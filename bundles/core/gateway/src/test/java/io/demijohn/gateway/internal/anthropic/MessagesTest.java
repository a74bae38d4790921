package io.demijohn.gateway.internal.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Web;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.Content;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Original;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's dialect on the wire, in front of a model that says what the test tells it to. */
class MessagesTest {

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";
    private static final ToolCall ADD = new ToolCall("toolu_1", "add", "{\"a\":2}");

    @TempDir Path folder;
    private final FakeRouter router = new FakeRouter();
    private TestGateway gateway;
    private Web web;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(folder);
        gateway.platform.setRouter(router);
        web = new Web(gateway, "anthropic-version", "2023-06-01");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String body(String more) {
        return "{\"model\":\"mock\",\"max_tokens\":50," + HELLO + more + "}";
    }

    private CompletableFuture<Web.Answer> post(String body) {
        return web.send("POST", "/v1/messages", body);
    }

    private CompletableFuture<Web.Events> stream(String more) {
        return web.events("POST", "/v1/messages", body(",\"stream\":true" + more));
    }

    private FakeRouter.Open asked() throws InterruptedException {
        FakeRouter.Open open = router.calls().poll(10, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(open).as("the model was asked").isNotNull();
        return open;
    }

    private static ChatResult result(
            String text, List<ToolCall> calls, FinishReason reason, Map<String, Object> metadata) {
        return new ChatResult(
                Message.assistant("x", text, calls),
                reason,
                Optional.of(new Usage(30, 7, 10, 0)),
                "mock-1",
                metadata);
    }

    private static ChatResult said(String text) {
        return result(text, List.of(), FinishReason.STOP, Map.of());
    }

    @Test
    void anAnswerIsAMessage() throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(""));
        asked().listener().onComplete(said("hi"));
        JsonNode message = answer.join().json();
        assertThat(message.get("id").asText()).startsWith("msg_");
        assertThat(message.at("/content/0/text").asText()).isEqualTo("hi");
        assertThat(message.get("model").asText()).isEqualTo("mock");
        assertThat(message.get("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.get("stop_sequence").isNull()).isTrue();
        // Anthropic counts what came from a cache apart
        assertThat(message.get("usage"))
                .isEqualTo(
                        Web.json(
                                "{\"input_tokens\":20,\"cache_creation_input_tokens\":0,"
                                        + "\"cache_read_input_tokens\":10,\"output_tokens\":7}"));
        assertThat(answer.join().header("request-id")).isNotEmpty();
    }

    @Test
    void theRequestReachesTheModel() throws Exception {
        CompletableFuture<Web.Answer> answer =
                post(
                        body(
                                ",\"system\":[{\"type\":\"text\",\"text\":\"be brief\","
                                        + "\"cache_control\":{\"type\":\"ephemeral\"}}],"
                                        + "\"temperature\":0.5,\"top_p\":0.9,"
                                        + "\"stop_sequences\":[\"END\"],"
                                        + "\"metadata\":{\"user_id\":\"u\"},"
                                        + "\"thinking\":{\"type\":\"disabled\"},"
                                        + "\"tools\":[{\"name\":\"add\",\"description\":\"adds\","
                                        + "\"input_schema\":{\"type\":\"object\"}}],"
                                        + "\"tool_choice\":{\"type\":\"any\"},"
                                        + "\"output_config\":{\"format\":{\"type\":\"json_schema\","
                                        + "\"schema\":{\"type\":\"object\"}}}"));
        FakeRouter.Open open = asked();
        open.listener().onComplete(said("{}"));
        answer.join();
        ChatRequest request = open.request();
        assertThat(request.messages().get(0).role()).isEqualTo(Role.SYSTEM);
        assertThat(request.messages().get(0).text()).isEqualTo("be brief");
        assertThat(request.messages().get(1).text()).isEqualTo("hello");
        assertThat(request.sampling().temperature()).contains(0.5);
        assertThat(request.sampling().topP()).contains(0.9);
        assertThat(request.sampling().maxTokens()).contains(50);
        assertThat(request.sampling().stop()).containsExactly("END");
        assertThat(request.sampling().toolChoice()).contains("required");
        assertThat(Web.json(request.sampling().responseFormat().orElseThrow()))
                .isEqualTo(
                        Web.json(
                                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\","
                                        + "\"strict\":true,\"schema\":{\"type\":\"object\"}}}"));
        assertThat(request.tools().get(0).parameters()).isEqualTo("{\"type\":\"object\"}");
    }

    @Test
    void aRoundOfToolsIsOneMessageForEachResult() throws Exception {
        String turns =
                "{\"model\":\"mock\",\"max_tokens\":50,\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"see\"},"
                        + "{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                        + "\"media_type\":\"image/png\",\"data\":\"AAAA\"}}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
                        + "\"thinking\":\"hm\",\"signature\":\"s\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"add\","
                        + "\"input\":{\"a\":2}},"
                        + "{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"add\",\"input\":{}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                        + "\"tool_use_id\":\"t1\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"5\"}]},"
                        + "{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"is_error\":true,"
                        + "\"content\":\"no\"},{\"type\":\"text\",\"text\":\"go on\"}]}]}";
        CompletableFuture<Web.Answer> answer = post(turns);
        FakeRouter.Open open = asked();
        open.listener().onComplete(said("done"));
        answer.join();
        List<Message> messages = open.request().messages();
        assertThat(messages)
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
        assertThat(messages.get(0).content())
                .contains(new Content.Image("data:image/png;base64,AAAA"));
        assertThat(messages.get(1).toolCalls())
                .containsExactly(
                        new ToolCall("t1", "add", "{\"a\":2}"), new ToolCall("t2", "add", "{}"));
        assertThat(messages.get(2).toolCallId()).contains("t1");
        assertThat(messages.get(2).name()).contains("add");
        assertThat(messages.get(3).failed()).isTrue();
        assertThat(messages.get(4).text()).isEqualTo("go on");
        assertThat(messages).extracting(Message::id).doesNotHaveDuplicates();
    }

    @Test
    void callsAreBlocksWithTheirInput() throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(""));
        asked().listener()
                .onComplete(
                        result(
                                "I add",
                                List.of(ADD, new ToolCall("t2", "add", "{oops")),
                                FinishReason.TOOL_CALLS,
                                Map.of()));
        JsonNode message = answer.join().json();
        assertThat(message.get("stop_reason").asText()).isEqualTo("tool_use");
        assertThat(message.at("/content/0/text").asText()).isEqualTo("I add");
        assertThat(message.at("/content/1"))
                .isEqualTo(
                        Web.json(
                                "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"add\","
                                        + "\"input\":{\"a\":2}}"));
        assertThat(message.at("/content/2/input/malformed").asText()).isEqualTo("{oops");
    }

    @ParameterizedTest
    @CsvSource({"LENGTH,max_tokens", "CONTENT_FILTER,refusal", "STOP,stop_sequence"})
    void whyItStopped(FinishReason reason, String word) throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(",\"stop_sequences\":[\"END\"]"));
        asked().listener().onComplete(result("x", List.of(), reason, Map.of("stop_reason", word)));
        JsonNode message = answer.join().json();
        assertThat(message.get("stop_reason").asText()).isEqualTo(word);
        assertThat(message.get("stop_sequence").asText())
                .isEqualTo(reason == FinishReason.STOP ? "END" : "null");
    }

    @Test
    void aStreamTellsBlockAfterBlock() throws Exception {
        CompletableFuture<Web.Events> events = stream("");
        FakeRouter.Open open = asked();
        open.listener().onDelta(new ChatDelta.Text("I "));
        open.listener().onDelta(new ChatDelta.Text("add"));
        open.listener()
                .onDelta(new ChatDelta.Call(0, Optional.of("t1"), Optional.of("add"), "{\"a\":"));
        open.listener().onDelta(new ChatDelta.Call(1, Optional.of("t2"), Optional.of("sub"), ""));
        open.listener().onDelta(new ChatDelta.Call(0, Optional.empty(), Optional.empty(), "2}"));
        open.listener().onDelta(new ChatDelta.Call(1, Optional.empty(), Optional.empty(), "{}"));
        open.listener()
                .onComplete(result("I add", List.of(ADD), FinishReason.TOOL_CALLS, Map.of()));
        Web.Events all = events.join();
        assertThat(all.whole()).isTrue();
        assertThat(all.names())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(all.all()).allMatch(event -> event.text("/type").equals(event.name()));
        assertThat(all.named("content_block_start"))
                .extracting(event -> event.text("/index") + event.text("/content_block/id"))
                .containsExactly("0", "1t1", "2t2");
        assertThat(all.named("content_block_delta"))
                .extracting(event -> event.text("/delta/text") + event.text("/delta/partial_json"))
                .containsExactly("I ", "add", "{\"a\":", "2}", "{}");
        Web.Event end = all.named("message_delta").get(0);
        assertThat(end.text("/delta/stop_reason")).isEqualTo("tool_use");
        assertThat(end.text("/usage/output_tokens")).isEqualTo("7");
        assertThat(end.text("/usage/input_tokens")).isEqualTo("20");
    }

    @Test
    void aStreamThatFailsBeforeItsFirstPieceIsAnError() throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(",\"stream\":true"));
        asked().listener()
                .onError(
                        new ModelException(
                                Kind.RATE_LIMITED,
                                "slow",
                                null,
                                Optional.of(Duration.ofSeconds(7))));
        assertThat(answer.join().status()).isEqualTo(429);
        assertThat(answer.join().header("retry-after")).isEqualTo("7");
        assertThat(answer.join().json().at("/error/type").asText()).isEqualTo("rate_limit_error");
    }

    @Test
    void afterAFailureInTheMiddleTheConnectionBreaks() throws Exception {
        CompletableFuture<Web.Events> events =
                web.brokenEvents("/v1/messages", body(",\"stream\":true"));
        FakeRouter.Open open = asked();
        open.listener().onDelta(new ChatDelta.Text("half"));
        open.listener().onError(new ModelException(Kind.OVERLOADED, "too much"));
        Web.Events all = events.join();
        assertThat(all.whole()).as("a clean end").isFalse();
        Web.Event last = all.all().get(all.all().size() - 1);
        assertThat(last.name()).isEqualTo("error");
        assertThat(last.text("/type")).isEqualTo("error");
        assertThat(last.text("/error/type")).isEqualTo("overloaded_error");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST,400,invalid_request_error",
        "CONTEXT_LENGTH,400,invalid_request_error",
        "NOT_FOUND,404,not_found_error",
        "RATE_LIMITED,429,rate_limit_error",
        "OVERLOADED,529,overloaded_error",
        "AUTHENTICATION,502,api_error",
        "UNAVAILABLE,502,api_error",
        "TIMEOUT,504,timeout_error"
    })
    void aModelsFailureHasAnthropicsShape(Kind kind, int status, String type) throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(""));
        asked().listener().onError(new ModelException(kind, "because"));
        assertThat(answer.join().status()).isEqualTo(status);
        JsonNode error = answer.join().json();
        assertThat(error.get("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.at("/error/message").asText()).isEqualTo("because");
        assertThat(error.get("request_id").asText())
                .isEqualTo(answer.join().header("request-id"))
                .isEqualTo(answer.join().header("x-request-id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_tokens | {\"model\":\"mock\",@}",
                "model | {\"max_tokens\":1,@}",
                "messages | {\"model\":\"mock\",\"max_tokens\":1,\"messages\":[]}",
                "temperature | {\"model\":\"mock\",\"max_tokens\":1,\"temperature\":1.5,@}",
                "stop_sequences | {\"model\":\"m\",\"max_tokens\":1,\"stop_sequences\":\"x\",@}",
                "messages[0].role | {\"model\":\"m\",\"max_tokens\":1,\"messages\":"
                        + "[{\"role\":\"system\",\"content\":\"x\"}]}",
                "tool_use_id | {\"model\":\"m\",\"max_tokens\":1,\"messages\":"
                        + "[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                        + "\"tool_use_id\":\"nobody\"}]}]}"
            })
    void aWrongFieldIsNamed(String field, String body) {
        Web.Answer answer = post(body.replace("@", HELLO)).join();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.json().at("/error/message").asText()).contains(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "top_k | \"top_k\":5",
                "thinking | \"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}",
                "container | \"container\":\"c\"",
                "output_config.effort | \"output_config\":{\"effort\":\"low\"}",
                "tools[0].type | \"tools\":[{\"type\":\"web_search_20250305\","
                        + "\"name\":\"web_search\"}]",
                "system[0].citations | \"system\":[{\"type\":\"text\",\"text\":\"x\","
                        + "\"citations\":[]}]"
            })
    void whatOnlyAnthropicsModelsKnowIsNamed(String field, String more) throws Exception {
        String body = body("," + more);
        CompletableFuture<Web.Answer> answer = post(body);
        FakeRouter.Open open = asked();
        open.listener().onComplete(said("x"));
        answer.join();
        Original original = open.request().original().orElseThrow();
        assertThat(original.dialect()).isEqualTo(Original.ANTHROPIC);
        assertThat(original.body()).isEqualTo(body);
        assertThat(original.only())
                .isEqualTo(field.startsWith("system") ? List.of() : List.of(field));
    }

    @Test
    void aTurnOfNothingButOtherBlocksIsStillATurn() throws Exception {
        CompletableFuture<Web.Answer> answer =
                post(
                        "{\"model\":\"m\",\"max_tokens\":1,\"messages\":"
                                + "[{\"role\":\"user\",\"content\":[{\"type\":\"document\"}]}]}");
        FakeRouter.Open open = asked();
        open.listener().onComplete(said("x"));
        answer.join();
        assertThat(open.request().messages()).hasSize(1);
        assertThat(open.request().original().orElseThrow().only())
                .containsExactly("messages[0].content[0].type");
    }

    @Test
    void theWordsOfAProviderOfThisDialectAreHandedOn() throws Exception {
        CompletableFuture<Web.Events> events = stream("");
        FakeRouter.Open open = asked();
        String start = "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_theirs\"}}";
        open.listener().onDelta(new ChatDelta.Native(Original.ANTHROPIC, "message_start", start));
        open.listener().onDelta(new ChatDelta.Text("hi"));
        open.listener().onComplete(said("hi"));
        assertThat(events.join().whole()).isTrue();
        assertThat(events.join().all())
                .containsExactly(new Web.Event("message_start", Web.json(start)));
        CompletableFuture<Web.Answer> whole = post(body(""));
        String theirs = "{\"id\":\"msg_theirs\",\"thinking\":true}";
        asked().listener()
                .onComplete(result("hi", List.of(), FinishReason.STOP, Map.of("native", theirs)));
        assertThat(whole.join().json()).isEqualTo(Web.json(theirs));
    }

    /** The SDK's loop goes on without threads when it is told so in these words. */
    @Test
    void threadsAreRefusedInTheWordsThatClientsKnow() {
        Web.Answer answer = post(body(",\"thread\":{\"type\":\"create\"}")).join();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/details"))
                .isEqualTo(
                        Web.json(
                                "{\"error_code\":\"thread_unsupported_request\","
                                        + "\"unsupported\":[\"thread\"]}"));
    }

    @Test
    void tokensAreCounted() {
        Web.Answer answer =
                web.ask("POST", "/v1/messages/count_tokens", "{\"model\":\"mock\"," + HELLO + "}");
        assertThat(answer.json().get("input_tokens").asLong()).isPositive();
        assertThat(answer.header("demijohn-estimated")).isEqualTo("true");
        assertThat(web.ask("POST", "/v1/messages/count_tokens", "{}").status()).isEqualTo(400);
    }

    @Test
    void everythingElseIsRefusedInAnthropicsShapeToo() {
        Web wrongVersion = new Web(gateway, "anthropic-version", "latest");
        Web.Answer version = wrongVersion.ask("POST", "/v1/messages", body(""));
        assertThat(version.status()).isEqualTo(400);
        assertThat(version.json().at("/error/message").asText()).contains("anthropic-version");
        // On a connection of its own: the server closes it, the rest of the body being unread.
        Web.Answer large =
                new Web(gateway, "anthropic-version", "2023-06-01")
                        .ask("POST", "/v1/messages", "x".repeat(5 << 20));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.json().at("/error/type").asText()).isEqualTo("request_too_large");
        assertThat(web.ask("GET", "/v1/nothing", "").json().at("/error/type").asText())
                .isEqualTo("not_found_error");
        assertThat(web.ask("GET", "/v1/models/nothing", "").json().get("type").asText())
                .isEqualTo("error");
    }

    @Test
    void whoHangsUpEndsTheCall() throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(""));
        FakeRouter.Open open = asked();
        answer.cancel(true);
        assertThat(router.cancelled().poll(10, java.util.concurrent.TimeUnit.SECONDS))
                .isSameAs(open);
    }
}
