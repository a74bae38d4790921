package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Our own log of what was acknowledged: healthy turns with a tool that has an effect, the hash of
 * each thread's state, and the calls that the tool server saw.
 */
final class Ledger {

    private static final int LOOKED_AT_EACH_TIME = 8;
    private static final int WARM_UP = 20;

    private final Node node;
    private final Map<String, String> states = new LinkedHashMap<>();

    Ledger(Node node) {
        this.node = node;
    }

    void warmUp() {
        for (int i = 0; i < WARM_UP; i++) {
            turn();
        }
    }

    /** An ordinary turn works (I8); its state is remembered. */
    void turn() {
        String thread = node.platform.api().newThread();
        JsonNode values =
                node.platform
                        .api()
                        .post(
                                "/threads/" + thread + "/runs/wait",
                                "{\"assistant_id\":\"clerk\",\"input\":{\"messages\":[{\"role\":"
                                        + "\"user\",\"content\":\"note turn-"
                                        + states.size()
                                        + "\"}]}}");
        assertThat(values.get("messages")).hasSize(4);
        assertThat(values.get("messages").get(3).get("content").asText())
                .isEqualTo("It says: done /ledger");
        states.put(thread, state(thread));
    }

    /** Nothing acknowledged is missing or changed (I1), and no tool was called twice (I2). */
    void assertKept(boolean all) {
        List<String> threads = List.copyOf(states.keySet());
        int from = all ? 0 : Math.max(0, threads.size() - LOOKED_AT_EACH_TIME);
        for (String thread : threads.subList(from, threads.size())) {
            assertThat(state(thread)).as("state of %s", thread).isEqualTo(states.get(thread));
        }
        List<String> keys = node.tools.keys("/ledger");
        assertThat(keys).hasSize(states.size()).doesNotContain("");
        assertThat(new HashSet<>(keys)).hasSize(keys.size());
    }

    int size() {
        return states.size();
    }

    private String state(String thread) {
        JsonNode state = node.platform.api().get("/threads/" + thread + "/state");
        return Node.sha256(state.get("values").toString());
    }
}
