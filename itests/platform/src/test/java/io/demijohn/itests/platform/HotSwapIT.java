package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A provider is updated twenty times (in drills fifty) while runs go on, and nobody notices. */
class HotSwapIT {

    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    private static final int UPDATES = Boolean.getBoolean("demijohn.drills") ? 50 : 20;
    private static final int CALLERS = 4;
    private static final String PROVIDER = "io.demijohn.provider.simulated";
    private static final List<String> CORE_SERVICES =
            List.of(
                    "io.demijohn.agent.RunService",
                    "io.demijohn.agent.ThreadService",
                    "io.demijohn.model.ModelRouter",
                    "io.demijohn.checkpoint.CheckpointStore");
    private static final Pattern SERVICE_ID = Pattern.compile("service\\.id = (\\d+)");

    @Test
    void updatesOfAProviderUnderLoadFailNoRun() throws Exception {
        try (Platform platform = new Platform("hot-swap").start();
                Terminal terminal = new Terminal(platform)) {
            // Some time between tokens, so that each update meets answers in the middle.
            Files.writeString(
                    platform.etc().resolve("io.demijohn.provider.simulated-steady.cfg"),
                    "name = steady\ntoken.latency = uniform:5:30\n");
            platform.api().post("/admin/agents", "{\"name\":\"steady\",\"model\":\"steady\"}");
            Await.until(platform::models, models -> models.contains("steady"));
            List<String> before = coreServiceIds(terminal);
            List<String> loaded = loaders(platform);

            Load load = new Load(platform.api());
            for (int update = 0; update < UPDATES; update++) {
                int ended = load.ended();
                assertThat(terminal.run("bundle:update " + PROVIDER)).doesNotContain("Error");
                Await.until(load::ended, now -> now > ended + CALLERS);
            }
            load.stop();

            assertThat(load.failures()).isEmpty();
            assertThat(load.ended()).isGreaterThan(UPDATES * CALLERS);
            assertThat(coreServiceIds(terminal)).isEqualTo(before);
            assertThat(loaders(platform)).hasSize(1).doesNotContainAnyElementsOf(loaded);
        }
    }

    private static List<String> coreServiceIds(Terminal terminal) {
        var ids = new ArrayList<String>();
        for (String service : CORE_SERVICES) {
            var matcher = SERVICE_ID.matcher(terminal.run("service:list " + service));
            assertThat(matcher.find()).as(service).isTrue();
            ids.add(service + "=" + matcher.group(1));
        }
        return ids;
    }

    /** The class loaders of the provider's bundle that are reachable after a collection. */
    private static List<String> loaders(Platform platform) {
        String pid = String.valueOf(platform.process().pid());
        for (int i = 0; i < 3; i++) {
            Command.run(JCMD, pid, "GC.run").orFail();
        }
        String classes = Command.run(JCMD, pid, "VM.class_hierarchy").orFail().output();
        return classes.lines()
                .filter(l -> l.contains(PROVIDER + ".internal.SimulatedModel/"))
                .map(l -> l.substring(l.indexOf('/')))
                .toList();
    }

    /** Callers that each run one turn after another, each on a thread of its own. */
    private static final class Load {

        private static final String RUN =
                "{\"assistant_id\":\"steady\",\"input\":{\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"Tell me about glass vessels, please.\"}]}}";

        private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final AtomicInteger ended = new AtomicInteger();
        private final List<Future<List<String>>> results = new ArrayList<>();

        Load(Api api) {
            for (int i = 0; i < CALLERS; i++) {
                results.add(callers.submit(() -> call(api)));
            }
        }

        private List<String> call(Api api) {
            var failures = new ArrayList<String>();
            while (going.get()) {
                JsonNode state = api.post("/threads/" + api.newThread() + "/runs/wait", RUN);
                if (state.path("messages").size() != 2) {
                    failures.add(state.toString());
                }
                ended.incrementAndGet();
            }
            return failures;
        }

        int ended() {
            return ended.get();
        }

        void stop() {
            going.set(false);
        }

        List<String> failures() throws Exception {
            var all = new ArrayList<String>();
            for (Future<List<String>> result : results) {
                all.addAll(result.get());
            }
            callers.shutdown();
            return all;
        }
    }
}
