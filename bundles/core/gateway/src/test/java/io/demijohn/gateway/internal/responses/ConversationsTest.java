package io.demijohn.gateway.internal.responses;

import static io.demijohn.gateway.internal.responses.Stand.RESPONSES;
import static io.demijohn.gateway.internal.responses.Stand.body;
import static io.demijohn.gateway.internal.responses.Stand.done;
import static io.demijohn.gateway.internal.responses.Stand.say;
import static io.demijohn.gateway.internal.responses.Stand.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.Web;
import io.demijohn.model.Message;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationsTest {

    private static final String ALL = "/v1/conversations";

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

    private String begin(String body) {
        JsonNode made = stand.web.ask("POST", ALL, body).json();
        assertThat(made.get("object").asText()).isEqualTo("conversation");
        return made.get("id").asText();
    }

    private String turn(String conversation) {
        return body(",\"conversation\":\"" + conversation + "\"");
    }

    private JsonNode items(String conversation) {
        return stand.get(ALL + "/" + conversation + "/items?order=asc").get("data");
    }

    @Test
    void itHasItsTurns() throws Exception {
        String id =
                begin(
                        "{\"items\":[{\"role\":\"user\",\"content\":\"before\"}],"
                                + "\"metadata\":{}}");
        JsonNode first = stand.answered(turn(id), "hi");
        assertThat(first.at("/conversation/id").asText()).isEqualTo(id);
        assertThat(texts(items(id), "/content/0/text")).containsExactly("before", "hello", "hi");
        assertThat(texts(items(id), "/role")).containsExactly("user", "user", "assistant");
        CompletableFuture<Web.Answer> second = stand.web.send("POST", RESPONSES, turn(id));
        FakeRouter.Open open = stand.asked();
        assertThat(open.request().messages())
                .extracting(Message::text)
                .containsExactly("before", "hello", "hi", "hello");
        say(open, "again");
        done(open);
        second.join();
        assertThat(items(id)).hasSize(5);
    }

    @Test
    void aBusyOneIsLocked() throws Exception {
        String id = begin("");
        CompletableFuture<Web.Answer> first = stand.web.send("POST", RESPONSES, turn(id));
        FakeRouter.Open open = stand.asked();
        Web.Answer second = stand.web.ask("POST", RESPONSES, turn(id));
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().at("/error/code").asText()).isEqualTo("conversation_locked");
        say(open, "x");
        done(open);
        first.join();
        stand.answered(turn(id), "now");
    }

    @Test
    void whatFailedIsNoTurnAndFreesIt() throws Exception {
        String id = begin("");
        CompletableFuture<Web.Answer> first = stand.web.send("POST", RESPONSES, turn(id));
        stand.asked()
                .listener()
                .onError(
                        new io.demijohn.model.ModelException(
                                io.demijohn.model.ModelException.Kind.UNAVAILABLE, "no"));
        assertThat(first.join().status()).isEqualTo(502);
        assertThat(items(id)).isEmpty();
        stand.answered(turn(id), "now");
    }

    /** The response was complete, its conversation not yet: the next process sees to it. */
    @Test
    void aTurnThatACrashKeptFromItsConversationIsGivenToIt() throws Exception {
        String id = begin("");
        stand.store.refuse(append -> append.key().kind().equals(Conversation.KIND));
        stand.answered(turn(id), "hi");
        assertThat(items(id)).isEmpty();
        KeptStore store = stand.store.crash();
        stand.close();
        stand = new Stand(folder.resolve("next"), store);
        Stand.eventually("it has its turn", () -> !items(id).isEmpty());
        assertThat(texts(items(id), "/content/0/text")).containsExactly("hello", "hi");
    }

    @Test
    void itCanBeChangedAndRemoved() {
        String id = begin("{\"metadata\":{\"a\":\"b\"}}");
        String path = ALL + "/" + id;
        assertThat(stand.get(path).at("/metadata/a").asText()).isEqualTo("b");
        JsonNode changed = stand.web.ask("POST", path, "{\"metadata\":{\"c\":\"d\"}}").json();
        assertThat(changed.get("metadata")).isEqualTo(Web.json("{\"c\":\"d\"}"));
        assertThat(stand.get(path)).isEqualTo(changed);
        JsonNode gone = stand.web.ask("DELETE", path, "").json();
        assertThat(gone.get("object").asText()).isEqualTo("conversation.deleted");
        assertThat(stand.web.ask("GET", path, "").status()).isEqualTo(404);
    }

    @Test
    void itsItemsCanBeChanged() {
        String id = begin("");
        String path = ALL + "/" + id + "/items";
        JsonNode added =
                stand.web
                        .ask(
                                "POST",
                                path,
                                "{\"items\":[{\"role\":\"user\",\"content\":\"a\"},"
                                        + "{\"role\":\"assistant\",\"content\":\"b\"}]}")
                        .json();
        assertThat(texts(added.get("data"), "/content/0/type"))
                .containsExactly("input_text", "output_text");
        String one = added.at("/data/0/id").asText();
        assertThat(stand.get(path + "/" + one)).isEqualTo(added.at("/data/0"));
        assertThat(stand.web.ask("DELETE", path + "/" + one, "").json().get("id").asText())
                .isEqualTo(id);
        assertThat(stand.web.ask("GET", path + "/" + one, "").status()).isEqualTo(404);
        assertThat(texts(items(id), "/content/0/text")).containsExactly("b");
        String many = "{\"role\":\"user\",\"content\":\"a\"},".repeat(21);
        Web.Answer refused =
                stand.web.ask(
                        "POST", path, "{\"items\":[" + many.substring(0, many.length() - 1) + "]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().toString()).contains("at most 20");
    }

    @Test
    void whatIsAnotherTenantsIsNotThere() throws Exception {
        String id = begin("");
        String response = stand.answered(turn(id), "hi").get("id").asText();
        Web stranger = stand.web.stranger();
        assertThat(stranger.ask("GET", ALL + "/" + id, "").status()).isEqualTo(404);
        assertThat(stranger.ask("DELETE", ALL + "/" + id, "").status()).isEqualTo(404);
        assertThat(stranger.ask("GET", RESPONSES + "/" + response, "").status()).isEqualTo(404);
        assertThat(stranger.ask("POST", RESPONSES, turn(id)).status()).isEqualTo(404);
        assertThat(
                        stranger.ask(
                                        "POST",
                                        RESPONSES,
                                        body(",\"previous_response_id\":\"" + response + "\""))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void oneThatIsNotThere() {
        Web.Answer answer = stand.web.ask("POST", RESPONSES, turn("conv_nothing"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(stand.web.ask("GET", ALL + "/conv_nothing", "").status()).isEqualTo(404);
    }
}
