package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Starts where there is no network but the loopback, and no Maven repository: in a network
 * namespace and with a home folder of its own.
 */
class OfflineIT {

    @Test
    void startsWithoutNetworkAndRepository() throws Exception {
        Path folder = Distribution.newFolder("offline");
        Path home = Files.createDirectory(folder.resolve("home"));
        Path script = folder.resolve("offline.sh");
        Files.writeString(
                script,
                """
                set -eu
                ip link set lo up
                test -z "$(ip route)"
                demijohn=$1 data=$2
                $demijohn start --data $data --port 8140 --api-key-file $data-key
                cat > $data-body <<'BODY'
                {"assistant_id":"agent","input":{"messages":[{"role":"user","content":"What is 6*7?"}]}}
                BODY
                curl -sS --fail -H "x-api-key: $(cat $data-key)" -H 'content-type: application/json' \\
                  --data @$data-body http://127.0.0.1:8140/runs/wait
                $demijohn stop --data $data
                """);
        String demijohn = Distribution.home().resolve("bin/demijohn").toString();
        Command run =
                Command.run(
                                Map.of(
                                        "HOME",
                                        home.toString(),
                                        "EXTRA_JAVA_OPTS",
                                        "-Duser.home=" + home,
                                        "JAVA_MAX_MEM",
                                        "768m"),
                                List.of(
                                        "unshare",
                                        "--net",
                                        "--map-root-user",
                                        "bash",
                                        script.toString(),
                                        demijohn,
                                        folder.resolve("node").toString()))
                        .orFail();
        assertThat(run.output()).contains("ready after").contains("42");
        try (var left = Files.walk(home)) {
            assertThat(left.filter(file -> file.toString().contains(".m2"))).isEmpty();
        }
        run.output()
                .lines()
                .filter(line -> line.contains("ready after"))
                .forEach(line -> System.out.println("OfflineIT: " + line));
    }
}
