package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.SseStream;
import io.demijohn.itests.support.SseStream.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Readers who come back late, to a platform that keeps history for a tenth of a second. */
class HistoryIT {

    private static final int STEPS = 8;
    private static final String LONG = "x".repeat(20_000);

    private static Platform platform;

    @BeforeAll
    static void start() throws IOException {
        platform = new Platform("history");
        Path etc = platform.etc();
        Files.createDirectories(etc.getParent());
        Command.run("cp", "-R", Distribution.home().resolve("etc").toString(), etc.toString())
                .orFail();
        Path runtime = etc.resolve("io.demijohn.runtime.cfg");
        Files.writeString(
                runtime,
                Files.readString(runtime).replace("history.days = 7", "history.days = 0.000001"));
        Path script = platform.data().resolveSibling("writer.json");
        Files.writeString(script, script());
        Files.writeString(
                etc.resolve("io.demijohn.provider.simulated-writer.cfg"),
                "name = writer\nscript = " + script + "\n");
        platform.start();
        Await.until(platform::models, models -> models.contains("writer"));
        platform.api()
                .post(
                        "/admin/agents",
                        "{\"name\":\"writer\",\"model\":\"writer\",\"tools\":[\"calculator\"]}");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    /** A long answer in each step, so that a snapshot comes in the middle of the run. */
    private static String script() {
        String steps =
                IntStream.range(0, STEPS)
                        .mapToObj(
                                turn ->
                                        "{\"match\":\"write\",\"turn\":%d,\"steps\":[{\"text\":\"%s\"},{\"tool_calls\":[{\"name\":\"calculator\",\"arguments\":{\"expression\":\"6*7\"}}]}]}"
                                                .formatted(turn, LONG))
                        .collect(Collectors.joining(","));
        return "{\"rules\":[" + steps + "]}";
    }

    @Test
    void aReaderWhoseEventsAreGoneIsToldSoAndGetsTheState() {
        Api api = platform.api();
        String thread = api.newThread();
        SseStream stream = api.stream("/threads/" + thread + "/runs/stream", say("write"));
        String place = stream.header("content-location") + "/stream";
        List<Event> whole = stream.rest();
        Event early = whole.get(1);
        List<Event> rest =
                Await.until(
                        () -> goOn(thread, place, early.id()),
                        events -> events.get(0).event().equals("gap"));

        JsonNode gap = Api.json(rest.get(0).data());
        assertThat(gap.get("after").asText()).isEqualTo(early.id());
        assertThat(gap.get("at").asText()).isNotEqualTo(early.id());
        assertThat(rest.get(1).event()).isEqualTo("values");
        assertThat(Api.json(rest.get(1).data()).get("messages")).isNotEmpty();
        List<Event> told = rest.subList(2, rest.size());
        assertThat(told).isNotEmpty().hasSizeLessThan(whole.size());
        assertThat(whole).endsWith(told.toArray(Event[]::new));
        assertThat(api.resume(place, whole.get(whole.size() - 1).id()).rest()).isEmpty();
    }

    /** What a late reader of the run gets, after one more turn. */
    private static List<Event> goOn(String thread, String place, String last) {
        platform.api().post("/threads/" + thread + "/runs/wait", say(LONG));
        return platform.api().resume(place, last).rest();
    }

    @Test
    void aReaderOfAThreadGoesOnAfterARestart() {
        Api api = platform.api();
        String thread = api.newThread();
        String path = "/threads/" + thread + "/stream";
        for (String text : List.of("one", "two")) {
            api.post("/threads/" + thread + "/runs/wait", say(text));
        }
        List<Event> before = read(path, "-1", "two");
        assertThat(before.stream().map(Event::id).distinct()).hasSameSizeAs(before);

        platform.kill();
        platform.start();
        Event middle = before.get(before.size() / 2 - 1);
        assertThat(read(path, middle.id(), "two"))
                .isEqualTo(before.subList(before.indexOf(middle) + 1, before.size()));
        Await.until(
                () -> api.exchange("POST", "/threads/" + thread + "/runs/wait", say("three")),
                answer -> answer.statusCode() == 200);
        List<Event> more = read(path, before.get(before.size() - 1).id(), "three");
        assertThat(more).doesNotContainAnyElementsOf(before);
    }

    /** All events up to an answer. */
    private static List<Event> read(String path, String last, String answer) {
        var events = new ArrayList<Event>();
        try (SseStream stream = platform.api().resume(path, last)) {
            do {
                events.add(stream.next().orElseThrow());
            } while (!events.get(events.size() - 1).data().contains("You said: \\\"" + answer));
        }
        return events;
    }

    private static String say(String text) {
        return "{\"assistant_id\":\"writer\",\"stream_mode\":[\"updates\"],\"input\":{\"messages\":\"%s\"}}"
                .formatted(text);
    }
}
