package io.demijohn.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * 200 runs at once with tools that have effects, and a process that is killed at random moments, on
 * a disk that loses what was not synced. Nothing that anybody was told may be lost or done twice.
 */
class KillDrillIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int KILLS = Integer.getInteger("demijohn.kills", DRILLS ? 50 : 8);
    private static final int RUNS = 200;

    private final long seed = Long.getLong("demijohn.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void aKillAtAnyMomentLosesAndRepeatsNothing() throws Exception {
        System.out.println("KillDrillIT: -Ddemijohn.seed=" + seed);
        var findings = new Findings("kill -9 at " + KILLS + " random moments, seed " + seed);
        try (Site site = new Site("kill", PatchedStore.distribution()).furnish();
                Crowd crowd = new Crowd(site.outside())) {
            crowd.enter(RUNS, site.tenants(), seed);
            Await.until(crowd::open, open -> open == RUNS);
            for (int kill = 1; kill <= KILLS; kill++) {
                LockSupport.parkNanos((300 + random.nextInt(3000)) * 1_000_000L);
                kill(site, crowd, String.format("kill %02d", kill));
                if (kill % 4 == 0 && ++kill <= KILLS) {
                    killWhileStarting(site, crowd, String.format("kill %02d, starting", kill));
                }
                site.platform().start();
            }
            crowd.leave();
            new Audit(site, crowd, findings).run();
            new Invariants(site, findings).check();
        }
        findings.print();
        assertThat(findings.violations()).as("seed %d", seed).isZero();
    }

    private static void kill(Site site, Crowd crowd, String name) {
        int open = crowd.during(name);
        site.platform().kill();
        System.out.println(name + ": " + open + " runs under way, " + crowd.ended() + " ended");
    }

    /** Recovery is not a moment of its own: it may be cut off, too. */
    private void killWhileStarting(Site site, Crowd crowd, String name) throws Exception {
        Path pid = site.platform().data().resolve("demijohn.pid");
        Files.delete(pid);
        var starting = CompletableFuture.supplyAsync(site.platform()::tryStart);
        Await.until(() -> isWritten(pid), written -> written);
        LockSupport.parkNanos((1500 + random.nextInt(4000)) * 1_000_000L);
        kill(site, crowd, name);
        Command ended = starting.get(5, TimeUnit.MINUTES);
        System.out.println(name + ": the start ended with " + ended.status());
    }

    private static boolean isWritten(Path pid) {
        try {
            return Files.exists(pid) && !Files.readString(pid).isBlank();
        } catch (IOException e) {
            return false; // it is just being written
        }
    }
}
