package io.demijohn.gateway.internal.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Web;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A gateway over a store, and a model that says what the test tells it to. */
final class Stand implements AutoCloseable {

    static final String RESPONSES = "/v1/responses";

    final FakeRouter router = new FakeRouter();
    final KeptStore store;
    final TestGateway gateway;
    final Web web;

    Stand(Path folder, KeptStore store) {
        this.store = store;
        gateway = new TestGateway(folder);
        gateway.platform.setRouter(router);
        gateway.desk.setStore(store);
        web = new Web(gateway);
    }

    static String body(String more) {
        return "{\"model\":\"mock\",\"input\":\"hello\"" + more + "}";
    }

    FakeRouter.Open asked() throws InterruptedException {
        FakeRouter.Open open = router.calls().poll(10, TimeUnit.SECONDS);
        assertThat(open).as("the model was asked").isNotNull();
        return open;
    }

    static ChatResult result(FinishReason reason, String text, ToolCall... calls) {
        return new ChatResult(
                Message.assistant("x", text, List.of(calls)),
                reason,
                Optional.of(new Usage(11, 3, 4, 1)),
                "mock-1",
                Map.of());
    }

    static void say(FakeRouter.Open open, String... pieces) {
        for (String piece : pieces) {
            open.listener().onDelta(new ChatDelta.Text(piece));
        }
    }

    static void done(FakeRouter.Open open) {
        open.listener().onComplete(result(FinishReason.STOP, ""));
    }

    static void call(FakeRouter.Open open, int index, String id, String name, String arguments) {
        open.listener()
                .onDelta(new ChatDelta.Call(index, Optional.of(id), Optional.of(name), arguments));
    }

    /** A whole answer of a text. */
    JsonNode answered(String body, String text) throws InterruptedException {
        CompletableFuture<Web.Answer> answer = web.send("POST", RESPONSES, body);
        FakeRouter.Open open = asked();
        say(open, text);
        done(open);
        assertThat(answer.join().status()).as(answer.join().json().toString()).isEqualTo(200);
        return answer.join().json();
    }

    JsonNode get(String path) {
        return web.ask("GET", path, "").json();
    }

    JsonNode response(String id) {
        return get(RESPONSES + "/" + id);
    }

    /** Asks until the response is so. */
    JsonNode until(String id, String status) {
        eventually(status, () -> response(id).path("status").asText().equals(status));
        return response(id);
    }

    /** Looks again and again; a test that would hang fails by name instead. */
    static void eventually(String what, BooleanSupplier fact) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    static List<String> texts(JsonNode array, String pointer) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.at(pointer).asText()));
        return texts;
    }

    static List<Integer> numbers(Web.Events events) {
        return events.all().stream()
                .map(event -> event.data().get("sequence_number").asInt())
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
