package io.demijohn.gateway.internal.responses;

import static io.demijohn.gateway.internal.responses.Stand.RESPONSES;
import static io.demijohn.gateway.internal.responses.Stand.body;
import static io.demijohn.gateway.internal.responses.Stand.done;
import static io.demijohn.gateway.internal.responses.Stand.numbers;
import static io.demijohn.gateway.internal.responses.Stand.result;
import static io.demijohn.gateway.internal.responses.Stand.say;
import static io.demijohn.gateway.internal.responses.Stand.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.Web;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Content;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses that somebody waits for. */
class ResponsesTest {

    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"name\":\"add\",\"strict\":true,"
                    + "\"parameters\":{\"type\":\"object\"}}]";

    @TempDir Path folder;
    private Stand stand;

    @BeforeEach
    void start() {
        stand = new Stand(folder, new KeptStore());
    }

    @AfterEach
    void stop() {
        stand.close();
    }

    private CompletableFuture<Web.Answer> post(String body) {
        return stand.web.send("POST", RESPONSES, body);
    }

    private CompletableFuture<Web.Events> stream(String more) {
        return stand.web.events("POST", RESPONSES, body(",\"stream\":true" + more));
    }

    @Test
    void anAnswerIsStoredAsItWasGiven() throws Exception {
        JsonNode response =
                stand.answered(
                        body(
                                ",\"instructions\":\"be brief\",\"metadata\":{\"a\":\"b\"},"
                                        + "\"temperature\":0.5,\"max_output_tokens\":9"
                                        + TOOLS),
                        "hi");
        assertThat(response.get("id").asText()).matches("resp_[0-9a-f]{32}");
        assertThat(response.get("status").asText()).isEqualTo("completed");
        assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("hi");
        assertThat(response.at("/output/0/content/0/annotations").isArray()).isTrue();
        assertThat(response.get("usage"))
                .isEqualTo(
                        Web.json(
                                "{\"input_tokens\":11,\"output_tokens\":3,\"total_tokens\":14,"
                                        + "\"input_tokens_details\":{\"cached_tokens\":4,"
                                        + "\"cache_write_tokens\":0},"
                                        + "\"output_tokens_details\":{\"reasoning_tokens\":1}}"));
        assertThat(response.at("/text/format/type").asText()).isEqualTo("text");
        assertThat(response.at("/tools/0/strict").asBoolean()).isTrue();
        for (String field : List.of("error", "incomplete_details", "top_p", "conversation")) {
            assertThat(response.get(field).isNull()).as(field).isTrue();
        }
        assertThat(stand.response(response.get("id").asText())).isEqualTo(response);
        JsonNode items = stand.get(RESPONSES + "/" + response.get("id").asText() + "/input_items");
        assertThat(items.at("/data/0/content/0/text").asText()).isEqualTo("hello");
        assertThat(items.get("first_id")).isEqualTo(items.at("/data/0/id"));
    }

    @Test
    void theRequestReachesTheModel() throws Exception {
        CompletableFuture<Web.Answer> answer =
                post(
                        "{\"model\":\"mock\",\"instructions\":\"be brief\",\"input\":["
                                + "{\"role\":\"developer\",\"content\":\"now\"},"
                                + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
                                + "\"text\":\"see\"},{\"type\":\"input_image\","
                                + "\"image_url\":\"https://a.test/x.png\"}]},"
                                + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]},"
                                + "{\"role\":\"assistant\",\"content\":\"I add\"},"
                                + "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"add\","
                                + "\"arguments\":\"{}\"},"
                                + "{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"add\","
                                + "\"arguments\":\"{}\"},"
                                + "{\"type\":\"function_call_output\",\"call_id\":\"c1\","
                                + "\"output\":\"5\"},"
                                + "{\"type\":\"function_call_output\",\"call_id\":\"c2\","
                                + "\"output\":[{\"type\":\"input_text\",\"text\":\"6\"}]}],"
                                + "\"tool_choice\":{\"type\":\"function\",\"name\":\"add\"},"
                                + "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"s\","
                                + "\"strict\":true,\"schema\":{\"type\":\"object\"}}}"
                                + TOOLS
                                + "}");
        FakeRouter.Open open = stand.asked();
        say(open, "done");
        done(open);
        assertThat(answer.join().status()).isEqualTo(200);
        ChatRequest request = open.request();
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(
                        Role.SYSTEM, Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL);
        assertThat(request.messages().get(2).content())
                .contains(new Content.Image("https://a.test/x.png"));
        assertThat(request.messages().get(3).text()).isEqualTo("I add");
        assertThat(request.messages().get(3).toolCalls()).hasSize(2);
        assertThat(request.messages().get(5).text()).isEqualTo("6");
        assertThat(request.sampling().toolChoice()).contains("add");
        assertThat(Web.json(request.sampling().responseFormat().orElseThrow()))
                .isEqualTo(
                        Web.json(
                                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\","
                                        + "\"strict\":true,\"schema\":{\"type\":\"object\"}}}"));
    }

    @Test
    void aStreamTellsEverythingInOrder() throws Exception {
        CompletableFuture<Web.Events> events = stream(TOOLS);
        FakeRouter.Open open = stand.asked();
        say(open, "I ", "add");
        Stand.call(open, 0, "c1", "add", "{\"a\":2}");
        open.listener().onComplete(result(FinishReason.TOOL_CALLS, ""));
        Web.Events all = events.join();
        assertThat(all.whole()).isTrue();
        assertThat(all.names())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(all.all()).allMatch(event -> event.text("/type").equals(event.name()));
        assertThat(numbers(all)).isEqualTo(IntStream.range(0, 14).boxed().toList());
        assertThat(all.named("response.output_item.done"))
                .extracting(event -> event.text("/output_index"))
                .containsExactly("0", "1");
        JsonNode end = all.named("response.completed").get(0).data().get("response");
        String id = end.get("id").asText();
        assertThat(stand.response(id)).isEqualTo(end);
        assertThat(end.at("/output/1/call_id").asText()).isEqualTo("c1");
        // all of it again, and from the middle on
        Web.Events again =
                stand.web.events("GET", RESPONSES + "/" + id + "?stream=true", "").join();
        assertThat(again.all()).isEqualTo(all.all());
        Web.Events rest =
                stand.web
                        .events("GET", RESPONSES + "/" + id + "?stream=true&starting_after=4", "")
                        .join();
        assertThat(rest.all()).isEqualTo(all.all().subList(5, 14));
        assertThat(
                        stand.web
                                .events(
                                        "GET",
                                        RESPONSES + "/" + id + "?stream=true&starting_after=13",
                                        "")
                                .join()
                                .all())
                .isEmpty();
    }

    @Test
    void anAnswerGoesOnFromAnother() throws Exception {
        CompletableFuture<Web.Answer> first = post(body(TOOLS + ",\"instructions\":\"old\""));
        FakeRouter.Open open = stand.asked();
        Stand.call(open, 0, "c1", "add", "{}");
        open.listener().onComplete(result(FinishReason.TOOL_CALLS, ""));
        String id = first.join().json().get("id").asText();
        String rest = ",\"previous_response_id\":\"" + id + "\"}";
        assertThat(post("{\"model\":\"mock\",\"input\":\"x\"" + rest).join().json().toString())
                .contains("No output found for function call c1");
        CompletableFuture<Web.Answer> second =
                post(
                        "{\"model\":\"mock\",\"input\":[{\"type\":\"function_call_output\","
                                + "\"call_id\":\"c1\",\"output\":\"5\"}]"
                                + rest);
        FakeRouter.Open next = stand.asked();
        say(next, "five");
        done(next);
        assertThat(next.request().messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(next.request().tools()).as("tools are not inherited").isEmpty();
        String secondId = second.join().json().get("id").asText();
        // an item can be named instead of sent
        String call = first.join().json().at("/output/0/id").asText();
        CompletableFuture<Web.Answer> third =
                post(
                        "{\"model\":\"mock\",\"input\":[{\"type\":\"item_reference\",\"id\":\""
                                + call
                                + "\"},{\"type\":\"function_call_output\",\"call_id\":\"c1\","
                                + "\"output\":\"6\"}]}");
        FakeRouter.Open last = stand.asked();
        say(last, "six");
        done(last);
        assertThat(third.join().status()).isEqualTo(200);
        assertThat(last.request().messages().get(0).toolCalls().get(0).id()).isEqualTo("c1");
        assertThat(stand.response(secondId).get("previous_response_id").asText()).isEqualTo(id);
    }

    @Test
    void whatIsNotStoredIsNotThere() throws Exception {
        JsonNode response = stand.answered(body(",\"store\":false"), "hi");
        String path = RESPONSES + "/" + response.get("id").asText();
        assertThat(stand.web.ask("GET", path, "").status()).isEqualTo(404);
        Web.Answer next = post(body(",\"previous_response_id\":" + response.get("id"))).join();
        assertThat(next.status()).isEqualTo(400);
        assertThat(next.json().at("/error/code").asText()).isEqualTo("previous_response_not_found");
        assertThat(next.json().at("/error/param").asText()).isEqualTo("previous_response_id");
    }

    @Test
    void itCanBeRemoved() throws Exception {
        String id = stand.answered(body(""), "hi").get("id").asText();
        Web.Answer gone = stand.web.ask("DELETE", RESPONSES + "/" + id, "");
        assertThat(gone.json().get("deleted").asBoolean()).isTrue();
        assertThat(stand.web.ask("GET", RESPONSES + "/" + id, "").status()).isEqualTo(404);
        assertThat(stand.web.ask("DELETE", RESPONSES + "/" + id, "").status()).isEqualTo(404);
        assertThat(stand.web.ask("POST", RESPONSES + "/" + id + "/cancel", "").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"LENGTH,max_output_tokens", "CONTENT_FILTER,content_filter"})
    void anAnswerThatWasCutShortIsIncomplete(FinishReason reason, String why) throws Exception {
        CompletableFuture<Web.Events> events = stream("");
        FakeRouter.Open open = stand.asked();
        say(open, "half");
        open.listener().onComplete(result(reason, "half"));
        List<Web.Event> all = events.join().all();
        Web.Event end = all.get(all.size() - 1);
        assertThat(end.name()).isEqualTo("response.incomplete");
        assertThat(end.text("/response/incomplete_details/reason")).isEqualTo(why);
        assertThat(end.text("/response/output/0/status")).isEqualTo("incomplete");
    }

    @Test
    void aFailureBeforeTheFirstEventIsAnErrorAndNothingIsKept() throws Exception {
        for (String more : List.of("", ",\"stream\":true")) {
            CompletableFuture<Web.Answer> answer = post(body(more));
            stand.asked().listener().onError(new ModelException(Kind.NOT_FOUND, "no such model"));
            assertThat(answer.join().status()).isEqualTo(404);
            assertThat(answer.join().json().at("/error/code").asText())
                    .isEqualTo("model_not_found");
        }
        assertThat(stand.store.heads(java.util.Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aFailureInTheMiddleIsAnEventAndKept() throws Exception {
        CompletableFuture<Web.Events> events = stream("");
        FakeRouter.Open open = stand.asked();
        say(open, "half");
        open.listener().onError(new ModelException(Kind.TRUNCATED, "it broke off"));
        List<Web.Event> all = events.join().all();
        Web.Event end = all.get(all.size() - 1);
        assertThat(end.name()).isEqualTo("response.failed");
        assertThat(end.text("/response/error/code")).isEqualTo("server_error");
        assertThat(end.text("/response/error/message")).isEqualTo("it broke off");
        assertThat(stand.response(end.text("/response/id"))).isEqualTo(end.data().get("response"));
    }

    @Test
    void whoHangsUpEndsIt() throws Exception {
        CompletableFuture<Web.Answer> answer = post(body(""));
        FakeRouter.Open open = stand.asked();
        answer.cancel(true);
        assertThat(stand.router.cancelled().poll(10, TimeUnit.SECONDS)).isSameAs(open);
    }

    @Test
    void aStoreThatRefusesIsTold() throws Exception {
        stand.store.refuse(append -> true);
        CompletableFuture<Web.Answer> answer = post(body(""));
        FakeRouter.Open open = stand.asked();
        say(open, "hi");
        done(open);
        assertThat(answer.join().status()).isEqualTo(503);
        assertThat(answer.join().header("retry-after")).isNotEmpty();
        assertThat(post(body(",\"background\":true")).join().status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model | {\"input\":\"x\"}",
                "model | {\"model\":\"agent:clerk\",\"input\":\"x\"}",
                "input | {\"model\":\"m\"}",
                "input[0].type | {\"model\":\"m\",\"input\":[{\"type\":\"computer_call\"}]}",
                "call_id | {\"model\":\"m\",\"input\":[{\"type\":\"function_call_output\","
                        + "\"call_id\":\"c\",\"output\":\"x\"}]}",
                "item_1 | {\"model\":\"m\",\"input\":[{\"type\":\"item_reference\","
                        + "\"id\":\"item_1\"}]}",
                "web_search | {\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]}",
                "include | {\"model\":\"m\",\"input\":\"x\",\"include\":[\"everything\"]}",
                "background | {\"model\":\"m\",\"input\":\"x\",\"background\":true,\"store\":false}",
                "previous_response_id | {\"model\":\"m\",\"input\":\"x\",\"conversation\":\"c\","
                        + "\"previous_response_id\":\"r\"}",
                "truncation | {\"model\":\"m\",\"input\":\"x\",\"truncation\":\"auto\"}",
                "prompt | {\"model\":\"m\",\"input\":\"x\",\"prompt\":{\"id\":\"p\"}}",
                "metadata | {\"model\":\"m\",\"input\":\"x\",\"metadata\":{\"a\":1}}"
            })
    void aWrongFieldIsNamed(String field, String body) {
        Web.Answer answer = post(body).join();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asText()).contains(field);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void tokensAreCounted() {
        Web.Answer answer = stand.web.ask("POST", RESPONSES + "/input_tokens", body(""));
        assertThat(answer.json().get("object").asText()).isEqualTo("response.input_tokens");
        assertThat(answer.json().get("input_tokens").asInt()).isPositive();
    }

    @Test
    void pagesOfItems() throws Exception {
        String id =
                stand.answered(
                                "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"a\"},"
                                        + "{\"role\":\"user\",\"content\":\"b\"},"
                                        + "{\"role\":\"user\",\"content\":\"c\"}]}",
                                "x")
                        .get("id")
                        .asText();
        String path = RESPONSES + "/" + id + "/input_items";
        JsonNode newest = stand.get(path + "?limit=2");
        assertThat(texts(newest.get("data"), "/content/0/text")).containsExactly("c", "b");
        assertThat(newest.get("has_more").asBoolean()).isTrue();
        JsonNode rest = stand.get(path + "?limit=2&after=" + newest.get("last_id").asText());
        assertThat(texts(rest.get("data"), "/content/0/text")).containsExactly("a");
        assertThat(rest.get("has_more").asBoolean()).isFalse();
        assertThat(texts(stand.get(path + "?order=asc").get("data"), "/content/0/text"))
                .containsExactly("a", "b", "c");
        assertThat(stand.web.ask("GET", path + "?limit=101", "").status()).isEqualTo(400);
    }
}
