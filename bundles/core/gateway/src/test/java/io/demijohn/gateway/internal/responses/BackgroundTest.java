package io.demijohn.gateway.internal.responses;

import static io.demijohn.gateway.internal.responses.Stand.RESPONSES;
import static io.demijohn.gateway.internal.responses.Stand.body;
import static io.demijohn.gateway.internal.responses.Stand.done;
import static io.demijohn.gateway.internal.responses.Stand.numbers;
import static io.demijohn.gateway.internal.responses.Stand.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.Web;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses that are made while nobody waits, and what a crash leaves of them. */
class BackgroundTest {

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

    private String begin() {
        JsonNode queued = stand.web.ask("POST", RESPONSES, body(",\"background\":true")).json();
        assertThat(queued.get("status").asText()).isEqualTo("queued");
        return queued.get("id").asText();
    }

    private CompletableFuture<Web.Events> events(String id, int after) {
        return stand.web.events(
                "GET", RESPONSES + "/" + id + "?stream=true&starting_after=" + after, "");
    }

    /** The process dies; the next one has the same store. */
    private void restart() {
        KeptStore store = stand.store.crash();
        stand.close();
        stand = new Stand(folder.resolve("next"), store);
    }

    @Test
    void itIsAnsweredAtOnceAndGoesOn() throws Exception {
        String id = begin();
        FakeRouter.Open open = stand.asked();
        assertThat(stand.response(id).get("status").asText()).isEqualTo("in_progress");
        CompletableFuture<Web.Events> all =
                stand.web.events("GET", RESPONSES + "/" + id + "?stream=true", "");
        CompletableFuture<Web.Events> rest = events(id, 3);
        say(open, "one ", "two");
        done(open);
        assertThat(all.join().names())
                .startsWith("response.created", "response.queued", "response.in_progress")
                .endsWith("response.completed");
        assertThat(numbers(all.join()))
                .isEqualTo(IntStream.range(0, all.join().all().size()).boxed().toList());
        assertThat(rest.join().all())
                .isEqualTo(all.join().all().subList(4, all.join().all().size()));
        JsonNode end = stand.until(id, "completed");
        assertThat(end.at("/output/0/content/0/text").asText()).isEqualTo("one two");
        List<Web.Event> told = all.join().all();
        assertThat(told.get(told.size() - 1).data().get("response")).isEqualTo(end);
    }

    @Test
    void hangingUpDoesNotStopIt() throws Exception {
        CompletableFuture<Web.Events> reader =
                stand.web.events("POST", RESPONSES, body(",\"background\":true,\"stream\":true"));
        FakeRouter.Open open = stand.asked();
        reader.cancel(true);
        say(open, "x");
        done(open);
        assertThat(stand.router.cancelled()).isEmpty();
        assertThat(open.context().cancellation().isCancelled()).isFalse();
    }

    @Test
    void itCanBeCancelled() throws Exception {
        String id = begin();
        FakeRouter.Open open = stand.asked();
        CompletableFuture<Web.Events> reader = events(id, -1);
        say(open, "one");
        String path = RESPONSES + "/" + id + "/cancel";
        JsonNode cancelled = stand.web.ask("POST", path, "").json();
        assertThat(cancelled.get("status").asText()).isEqualTo("cancelled");
        assertThat(open.context().cancellation().isCancelled()).isTrue();
        assertThat(stand.web.ask("POST", path, "").json()).isEqualTo(cancelled);
        assertThat(stand.response(id)).isEqualTo(cancelled);
        assertThat(reader.join().whole()).as("the stream just ends").isTrue();
        assertThat(reader.join().names()).doesNotContain("response.cancelled");
    }

    @Test
    void onlyWhatIsInTheBackgroundCanBeCancelled() throws Exception {
        String id = stand.answered(body(""), "x").get("id").asText();
        assertThat(stand.web.ask("POST", RESPONSES + "/" + id + "/cancel", "").status())
                .isEqualTo(400);
    }

    @Test
    void aFailureIsKept() throws Exception {
        String id = begin();
        stand.asked()
                .listener()
                .onError(new ModelException(Kind.RATE_LIMITED, "too many requests"));
        assertThat(stand.until(id, "failed").at("/error/code").asText())
                .isEqualTo("rate_limit_exceeded");
    }

    @Test
    void afterACrashItIsToldAsBeforeAndEndsAsFailed() throws Exception {
        String id = begin();
        FakeRouter.Open open = stand.asked();
        CompletableFuture<Web.Events> reader = events(id, -1);
        say(open, "one ");
        stand.until(id, "in_progress");
        Stand.eventually(
                "the piece is stored",
                () -> Journal.read(stand.store, key(id)).toString().contains("one "));
        restart();
        JsonNode failed = stand.until(id, "failed");
        assertThat(failed.at("/error/message").asText()).contains("restarted");
        assertThat(failed.at("/output/0/content/0/text").asText()).isEqualTo("one ");
        Web.Events again = events(id, -1).join();
        List<Web.Event> before = reader.join().all();
        assertThat(again.all().subList(0, before.size())).isEqualTo(before);
        assertThat(again.names()).endsWith("response.output_text.delta", "response.failed");
        assertThat(numbers(again))
                .isEqualTo(IntStream.range(0, again.all().size()).boxed().toList());
    }

    private io.demijohn.checkpoint.JournalKey key(String id) {
        return new io.demijohn.checkpoint.JournalKey("default", Stored.KIND, id);
    }

    @Test
    void afterACrashWhatHadNotBegunGoesOn() throws Exception {
        String id = begin();
        stand.asked();
        restart();
        FakeRouter.Open again = stand.asked();
        assertThat(again.request().messages().get(0).text()).isEqualTo("hello");
        say(again, "late");
        done(again);
        JsonNode end = stand.until(id, "completed");
        assertThat(end.at("/output/0/content/0/text").asText()).isEqualTo("late");
    }

    @Test
    void afterACrashAStreamThatSomebodyReadHasFailed() throws Exception {
        CompletableFuture<Web.Events> reader =
                stand.web.events("POST", RESPONSES, body(",\"stream\":true"));
        FakeRouter.Open open = stand.asked();
        say(open, "half");
        Stand.eventually(
                "it is stored", () -> !stand.store.heads(java.util.Optional.empty(), 1).isEmpty());
        String id = stand.store.heads(java.util.Optional.empty(), 1).get(0).key().id();
        restart();
        assertThat(reader.handle((all, broken) -> broken != null || !all.whole()).join()).isTrue();
        assertThat(stand.until(id, "failed").get("background").asBoolean()).isFalse();
    }
}
