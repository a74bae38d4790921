package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many clients hang up at once, at three stages of a request. */
@ExtendWith(Shared.class)
class DisconnectIT {

    private static final int CLIENTS = Scale.of(120, 500);
    private static final String CLIENTS_TEXT = Scale.text(120, 500);
    private static final int LARGE = 3_000_000;

    private final Node node;
    private final Random random = new Random(42);

    DisconnectIT(Node node) {
        this.node = node;
    }

    @Test
    void beforeTheBody() throws Exception {
        hangUp("before the body", "");
    }

    @Test
    void inTheMiddleOfTheBody() throws Exception {
        hangUp(
                "in the middle of the body",
                "{\"model\":\"mock\",\"messages\":[" + " ".repeat(4000));
    }

    private void hangUp(String when, String sent) throws Exception {
        Case.run(
                node,
                "A9",
                CLIENTS_TEXT + " clients hang up " + when,
                "no model is asked; all bytes and permits are back",
                () -> {
                    int asked = node.upstream.asked();
                    List<Wire> callers = new ArrayList<>();
                    for (int i = 0; i < CLIENTS; i++) {
                        callers.add(
                                new Wire(node.port())
                                        .send(
                                                Requests.head(
                                                                "POST",
                                                                node,
                                                                "/v1/chat/completions",
                                                                "Content-Length: " + LARGE + "\r\n")
                                                        + sent));
                    }
                    leave(callers);
                    assertNothingHeld();
                    assertLargeBodiesAreTaken();
                    assertThat(node.upstream.asked()).isEqualTo(asked);
                    return "0 calls of the model; no request open; a large body is taken";
                });
    }

    @Test
    void inTheMiddleOfAStream() throws Exception {
        for (String prompt : List.of("trickle", "hang")) {
            Case.run(
                    node,
                    "A9",
                    CLIENTS_TEXT + " clients hang up; the upstream " + prompt + "s",
                    "upstream calls are cancelled, within a second on a quiet machine",
                    () -> leaveStreams("/v1/chat/completions", Requests.chat(true, prompt)));
        }
    }

    @Test
    void inTheMiddleOfARun() throws Exception {
        Case.run(
                node,
                "A9",
                CLIENTS_TEXT + " agents' runs with on_disconnect cancel; their clients hang up",
                "upstream calls are cancelled, within a second on a quiet machine",
                () -> leaveStreams("/runs/stream", run("mocked", "trickle")));
    }

    @Test
    void inTheMiddleOfASimulatedModel() throws Exception {
        Case.run(
                node,
                "A9",
                CLIENTS_TEXT + " runs of the simulated model, which hangs; their clients hang up",
                "the model's calls end",
                () -> {
                    List<Wire> callers = call("/runs/stream", run("clerk", "hang"));
                    Await.until(this::inFlight, calls -> calls == CLIENTS);
                    long since = System.nanoTime();
                    leave(callers);
                    Await.until(this::inFlight, calls -> calls == 0);
                    long took = (System.nanoTime() - since) / 1_000_000;
                    assertNothingHeld();
                    return CLIENTS + " calls ended within " + took + " ms; no permit is held";
                });
    }

    private String leaveStreams(String path, String body) throws Exception {
        int asked = node.upstream.asked();
        List<Wire> callers = call(path, body);
        Await.until(node.upstream::open, open -> open == CLIENTS);
        long since = System.nanoTime();
        leave(callers);
        Await.until(node.upstream::open, open -> open == 0);
        long took = (System.nanoTime() - since) / 1_000_000;
        assertNothingHeld();
        assertThat(node.upstream.asked() - asked).isEqualTo(CLIENTS);
        assertThat(took).isLessThan(10_000);
        return CLIENTS + " of " + CLIENTS + " cancelled within " + took + " ms; no permit is held";
    }

    private List<Wire> call(String path, String body) throws IOException {
        List<Wire> callers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            callers.add(new Wire(node.port()).send(Requests.post(node, path, body)));
        }
        return callers;
    }

    private static String run(String agent, String prompt) {
        return "{\"assistant_id\":\"%s\",\"on_disconnect\":\"cancel\",\"input\":{\"messages\":\"%s\"}}"
                .formatted(agent, prompt);
    }

    private void leave(List<Wire> callers) throws IOException {
        for (Wire caller : callers) {
            if (random.nextBoolean()) {
                caller.reset();
            } else {
                caller.close();
            }
        }
    }

    private double inFlight() {
        return Metrics.of(node).sum("demijohn_router_in_flight");
    }

    /** But for the request that asks. */
    private void assertNothingHeld() {
        Await.until(
                () -> Metrics.of(node),
                meters ->
                        meters.sum("http_server_active_requests") <= 1
                                && meters.sum("demijohn_gateway_open_streams") == 0
                                && meters.sum("demijohn_router_in_flight") == 0);
    }

    /** The room that all bodies share would be used up if those of before still counted. */
    private void assertLargeBodiesAreTaken() throws IOException {
        String body = "{\"metadata\":{\"x\":\"" + "y".repeat(LARGE) + "\"}}";
        try (Wire wire = new Wire(node.port())) {
            assertThat(wire.send(Requests.post(node, "/threads/search", body)).answer().status())
                    .isEqualTo(200);
        }
    }
}
