package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** JSON that is broken, that costs, or that has other types than the API's description says. */
@ExtendWith(Shared.class)
class JsonIT {

    private static final List<String> DETAILS_OF_OURS =
            List.of("Exception", "\\tat ", "com.fasterxml", "java.lang", "io.demijohn");
    private static final long PATIENCE_MILLIS = 5_000;

    private final Node node;
    private long slowest;

    JsonIT(Node node) {
        this.node = node;
    }

    private static Map<String, String> bodies() {
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("arrays 100,000 deep", "[".repeat(100_000));
        bodies.put("objects 100,000 deep", "{\"a\":".repeat(100_000));
        bodies.put("metadata 100,000 deep", "{\"metadata\":" + "{\"a\":".repeat(100_000));
        bodies.put("names twice", "{\"metadata\":{},\"metadata\":{}}");
        bodies.put("names twice inside", "{\"metadata\":{\"a\":1,\"a\":2}}");
        bodies.put("1e999999", "{\"metadata\":{\"a\":1e999999}}");
        bodies.put("5,000 digits", "{\"metadata\":{\"a\":" + "9".repeat(5_000) + "}}");
        bodies.put("NaN", "{\"metadata\":{\"a\":NaN}}");
        bodies.put("-Infinity", "{\"metadata\":{\"a\":-Infinity}}");
        bodies.put("half a surrogate", "{\"metadata\":{\"a\":\"\\ud800\"}}");
        bodies.put("garbage behind", "{}{}");
        bodies.put("comment", "/* x */{}");
        bodies.put("single quotes", "{'metadata':{}}");
        bodies.put("no comma", "{\"metadata\":{} \"limit\":1}");
        bodies.put("half", "{\"metadata\":");
        bodies.put("control character", "{\"metadata\":{\"a\":\"\u0001\"}}");
        bodies.put("a text", "\"text\"");
        bodies.put("an array", "[]");
        bodies.put("null", "null");
        return bodies;
    }

    @Test
    void brokenAndCostlyJson() throws Exception {
        Case.run(
                node,
                "A7",
                bodies().size() + " broken or costly bodies to both dialects, and 10 MB ones",
                "400, 413 or 422, at once, no stack trace",
                () -> {
                    Map<String, String> seen = new LinkedHashMap<>();
                    for (var body : bodies().entrySet()) {
                        int agents = refused("/threads/search", body.getValue());
                        int chat = refused("/v1/chat/completions", body.getValue());
                        seen.put(body.getKey(), agents + "/" + chat);
                    }
                    String name = "\"n%d\":0,";
                    StringBuilder keys = new StringBuilder("{\"metadata\":{");
                    for (int i = 0; i < 1_000_000; i++) {
                        keys.append(name.formatted(i));
                    }
                    seen.put("1e6 names", "" + refused("/threads/search", keys + "\"a\":0}}"));
                    String text = "{\"metadata\":{\"a\":\"" + "x".repeat(10 << 20) + "\"}}";
                    seen.put("text of 10 MB", "" + refused("/threads/search", text));
                    seen.put("invalid UTF-8", "" + refused(invalidUtf8()));
                    return seen + "; slowest " + slowest + " ms";
                });
    }

    private byte[] invalidUtf8() {
        String head = Requests.head("POST", node, "/threads/search", "Content-Length: 25\r\n");
        return (head + "{\"metadata\":{\"a\":\"\u00c0\u00af\u00ff\"}}  ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private int refused(String path, String body) throws IOException {
        return refused(Requests.post(node, path, body));
    }

    private int refused(byte[] request) throws IOException {
        Answer answer = ask(request);
        assertThat(answer.status()).as(answer.body()).isIn(400, 413, 422);
        return answer.status();
    }

    private Answer ask(byte[] request) throws IOException {
        long since = System.nanoTime();
        try (Wire wire = new Wire(node.port())) {
            wire.sendUntilClosed(request, request.length);
            Answer answer = wire.answer();
            long took = (System.nanoTime() - since) / 1_000_000;
            slowest = Math.max(slowest, took);
            assertThat(took).isLessThan(PATIENCE_MILLIS);
            assertThat(DETAILS_OF_OURS)
                    .noneSatisfy(detail -> assertThat(answer.body()).contains(detail));
            return answer;
        }
    }

    @Test
    void wrongTypesForEveryField() throws Exception {
        Case.run(
                node,
                "A7",
                "every type that the API's description does not allow, in every field",
                "400 or 422 with the field's name; no stack trace",
                () -> {
                    List<String> wrong = new ArrayList<>();
                    int asked = 0;
                    int operations = 0;
                    for (String document : List.of("/openapi.json", "/admin/openapi.json")) {
                        for (Operation one : Operation.all(node.platform.api().get(document))) {
                            operations++;
                            String path = filled(one.path());
                            for (Schema.Wrong body : one.body().wrong()) {
                                asked++;
                                complaint(one, path, body).ifPresent(wrong::add);
                            }
                        }
                    }
                    assertThat(wrong).as("of %d requests", asked).isEmpty();
                    return "%d requests to %d operations, each refused by name; slowest %d ms"
                            .formatted(asked, operations, slowest);
                });
    }

    private java.util.Optional<String> complaint(Operation one, String path, Schema.Wrong wrong)
            throws IOException {
        Answer answer = ask(Requests.with(one.method(), node, path, "", wrong.body().toString()));
        String name = wrong.field().replaceAll(".*\\.|\\[0]", "");
        boolean refused =
                (answer.status() == 400 || answer.status() == 422) && answer.body().contains(name);
        return refused
                ? java.util.Optional.empty()
                : java.util.Optional.of(
                        "%s %s = %s: %d %s"
                                .formatted(
                                        one,
                                        wrong.field(),
                                        wrong.value(),
                                        answer.status(),
                                        answer.body()
                                                .substring(
                                                        0, Math.min(150, answer.body().length()))));
    }

    private String filled(String template) {
        String path = template;
        Map<String, String> values = new TreeMap<>();
        values.put("thread_id", thread());
        values.put("assistant_id", assistant());
        values.put("run_id", "00000000-0000-4000-8000-000000000000");
        values.put("checkpoint_id", "00000000-0000-4000-8000-000000000000");
        values.put("name", "victim");
        values.put("conversation_id", "conv_battery");
        values.put("response_id", "resp_battery");
        values.put("id", "battery");
        for (var value : values.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        return path;
    }

    private String thread;
    private String assistant;

    private String thread() {
        if (thread == null) {
            thread = node.platform.api().newThread();
        }
        return thread;
    }

    private String assistant() {
        if (assistant == null) {
            JsonNode made = node.platform.api().post("/assistants", "{\"graph_id\":\"agent\"}");
            assistant = made.get("assistant_id").asText();
        }
        return assistant;
    }

    @Test
    void collidingNames() throws Exception {
        int names = Scale.of(40_000, 100_000);
        Case.run(
                node,
                "A8",
                Scale.text(40_000, 100_000)
                        + " names of one hash code, half as many, and as many others"
                        + " (4 MiB hold 110,000)",
                "linear: no more than eight times as long as others",
                () -> {
                    long half = best(names("C#", names / 2));
                    long whole = best(names("C#", names));
                    long others = best(names("Cd", names));
                    assertThat(whole).isLessThan(8 * others);
                    return "%d ms, half %d ms, others %d ms"
                            .formatted(whole / 1_000_000, half / 1_000_000, others / 1_000_000);
                });
    }

    /** The best of some: what else this machine does only adds. */
    private long best(String body) throws IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            long since = System.nanoTime();
            Answer answer = ask(Requests.post(node, "/threads/search", body));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            best = Math.min(best, System.nanoTime() - since);
        }
        return best;
    }

    /** Aa, BB and C# have one hash code, and so has everything that is made of them. */
    private static String names(String third, int count) {
        String[] parts = {"Aa", "BB", third};
        StringBuilder body = new StringBuilder("{\"metadata\":{\"a\":0");
        for (int i = 0; i < count; i++) {
            body.append(",\"");
            for (int digit = 0, rest = i; digit < 11; digit++, rest /= 3) {
                body.append(parts[rest % 3]);
            }
            body.append("\":0");
        }
        return body.append("}}").toString();
    }
}
