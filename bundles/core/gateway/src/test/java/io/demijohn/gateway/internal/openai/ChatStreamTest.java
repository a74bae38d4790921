package io.demijohn.gateway.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Web;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a stream of chat completions ends. */
class ChatStreamTest {

    private static final String BODY =
            "{\"model\":\"mock\",\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    @TempDir Path folder;
    private final FakeRouter router = new FakeRouter();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(folder);
        gateway.platform.setRouter(router);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CompletableFuture<Web.Events> stream() {
        return new Web(gateway).events("POST", "/v1/chat/completions", BODY);
    }

    private FakeRouter.Open begun() throws InterruptedException {
        FakeRouter.Open open = router.calls().poll(10, TimeUnit.SECONDS);
        assertThat(open).as("the model was asked").isNotNull();
        open.listener().onDelta(new ChatDelta.Text("half"));
        return open;
    }

    @Test
    void aWholeAnswerEndsWell() throws Exception {
        CompletableFuture<Web.Events> events = stream();
        begun().listener()
                .onComplete(
                        new ChatResult(
                                Message.assistant("x", "half", List.of()),
                                FinishReason.STOP,
                                Optional.empty(),
                                "mock-1",
                                Map.of()));
        assertThat(events.join().whole()).isTrue();
    }

    /** For clients that do not look at the event. */
    @Test
    void afterAnErrorInTheMiddleTheConnectionBreaksWithoutALastChunk() throws Exception {
        CompletableFuture<Web.Events> events =
                new Web(gateway).brokenEvents("/v1/chat/completions", BODY);
        begun().listener().onError(new ModelException(Kind.TRUNCATED, "it broke off"));
        Web.Events all = events.join();
        assertThat(all.whole()).as("a clean end").isFalse();
        Web.Event last = all.all().get(all.all().size() - 1);
        assertThat(last.text("/error/message")).isEqualTo("it broke off");
        assertThat(all.all())
                .noneMatch(event -> event.text("/choices/0/finish_reason").equals("stop"));
    }
}
