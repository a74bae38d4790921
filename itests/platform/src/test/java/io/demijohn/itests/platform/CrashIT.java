package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.SseStream.Event;
import io.demijohn.itests.support.ToolServer;
import io.demijohn.itests.support.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The process is killed, as by a power failure, in the middle of runs. The next one goes on from
 * the last record of each.
 */
class CrashIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final String STORY =
            "Once upon a time there was a large glass vessel. ".repeat(6);
    private static final String SCRIPT =
            "{\"rules\":["
                    + rule("reserve", 0, calls("reserve", "calculator"))
                    + ","
                    + rule("pay", 0, calls("pay", "calculator"))
                    + ","
                    + rule("(reserve|pay)", 1, "{\"text\":\"It says: {{results}}\"}")
                    + ","
                    + rule("story", 0, "{\"text\":\"" + STORY + "\"}")
                    + "]}";

    private static ToolServer tools;
    private static Platform platform;

    @BeforeAll
    static void start() throws IOException {
        tools = new ToolServer();
        platform = new Platform("crash").start();
        write("io.demijohn.tool.http-reserve.cfg", tool("reserve", "PUT"));
        write("io.demijohn.tool.http-pay.cfg", tool("pay", "POST"));
        write(
                "io.demijohn.provider.simulated-clerk.cfg",
                "name = clerk\ntoken.latency = constant:5\nscript = " + SCRIPT + "\n");
        Await.until(platform::models, models -> models.contains("clerk"));
        Await.until(platform::tools, names -> names.containsAll(Set.of("reserve", "pay")));
        platform.api()
                .post(
                        "/admin/agents",
                        "{\"name\":\"clerk\",\"model\":\"clerk\",\"tools\":[\"reserve\",\"pay\","
                                + "\"calculator\"]}");
    }

    @AfterAll
    static void stop() {
        platform.close();
        tools.close();
    }

    @Test
    void runsGoOnFromTheirLastRecord() {
        tools.forget();
        tools.hold("/reserve");
        tools.hold("/pay");
        Turn reserving = turn("Please reserve a table.").readUntil(CrashIT::isCalculated);
        Turn paying = turn("Please pay the bill.").readUntil(CrashIT::isCalculated);
        Await.until(() -> tools.keys("/reserve").size(), calls -> calls == 1);
        Await.until(() -> tools.keys("/pay").size(), calls -> calls == 1);
        Turn telling = turn("Tell a story.");
        telling.readUntil(CrashIT::isPiece).read(7);
        List<String> spoken = reserving.spoken();

        platform.kill();
        List.of(reserving, paying, telling).forEach(Turn::broken);
        tools.release("/reserve");
        tools.release("/pay");
        platform.start();
        List.of(reserving, paying, telling).forEach(Turn::comeBack);

        // What was paid for is not bought again; what may be repeated is, with the same key.
        assertThat(reserving.run().get("status").asText()).isEqualTo("success");
        assertThat(reserving.messages()).hasSize(5);
        assertThat(reserving.messages().get(1).get("id").asText()).isEqualTo(spoken.get(0));
        assertThat(last(reserving)).isEqualTo("It says: done /reserve 42");
        assertThat(tools.keys("/reserve")).hasSize(2);
        assertThat(Set.copyOf(tools.keys("/reserve"))).hasSize(1).doesNotContain("");

        // An answer that was cut off begins again, whole.
        assertThat(telling.run().get("status").asText()).isEqualTo("success");
        assertThat(telling.messages()).hasSize(2);
        assertThat(last(telling)).isEqualTo(STORY);

        // What may have happened is not repeated: a person says what became of it.
        assertThat(tools.keys("/pay")).hasSize(1);
        assertThat(paying.thread().get("status").asText()).isEqualTo("interrupted");
        assertThat(paying.thread().get("interrupts").toString())
                .contains("outcome unknown")
                .contains("pay");
        JsonNode state =
                paying.resume("clerk", "{\"outcome\":\"done\",\"result\":\"paid 42 crowns\"}");
        assertThat(state.get("messages")).hasSize(5);
        assertThat(last(paying)).isEqualTo("It says: paid 42 crowns 42");
        assertThat(tools.keys("/pay")).hasSize(1);
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void aKillAtAnyMomentLosesAndRepeatsNothing() {
        long seed = Long.getLong("demijohn.seed", System.nanoTime());
        System.out.println("CrashIT: -Ddemijohn.seed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < (DRILLS ? 50 : 2); round++) {
            var turns = new ArrayList<Turn>();
            for (int i = 0; i < 6; i++) {
                turns.add(turn(i % 2 == 0 ? "Please reserve a table." : "Tell a story."));
            }
            turns.forEach(turn -> turn.read(random.nextInt(30)));
            platform.kill();
            turns.forEach(Turn::broken);
            platform.start();
            for (Turn turn : turns) {
                turn.comeBack();
                assertThat(turn.run().get("status").asText())
                        .as("seed %d", seed)
                        .isEqualTo("success");
                assertThat(last(turn)).as("seed %d", seed).isIn(STORY, "It says: done /reserve 42");
            }
        }
    }

    private static Turn turn(String question) {
        return new Turn(platform.api(), "clerk", question);
    }

    private static String last(Turn turn) {
        List<JsonNode> messages = turn.messages();
        return messages.get(messages.size() - 1).get("content").asText();
    }

    private static boolean isPiece(Event event) {
        return event.event().equals("messages");
    }

    /** The quick one of two tools has answered; the other is still under way. */
    private static boolean isCalculated(Event event) {
        return isPiece(event) && event.data().contains("\"tool_call_id\"");
    }

    private static String rule(String match, int turn, String steps) {
        return "{\"match\":\"%s\",\"turn\":%d,\"steps\":[%s]}".formatted(match, turn, steps);
    }

    private static String calls(String tool, String other) {
        return "{\"text\":\"Let me see. \"},{\"tool_calls\":[{\"name\":\"%s\"},{\"name\":\"%s\",\"arguments\":{\"expression\":\"6*7\"}}]}"
                .formatted(tool, other);
    }

    private static String tool(String name, String method) {
        return "name = %1$s\ndescription = Will %1$s\nmethod = %2$s\nurl = %3$s\nallow.private.addresses = true\n"
                .formatted(name, method, tools.url("/" + name));
    }

    private static void write(String file, String text) throws IOException {
        Files.writeString(platform.etc().resolve(file), text);
    }
}
