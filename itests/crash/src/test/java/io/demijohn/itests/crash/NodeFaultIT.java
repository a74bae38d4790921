package io.demijohn.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The machine stands still, is slow or is full, and the node lives, refuses honestly and goes on.
 */
class NodeFaultIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int RUNS = 100;
    private static final long SOON_MILLIS = 5000;

    private final Findings findings =
            new Findings("D8: a node that stands still, is slow, is full");
    private Site site;
    private Crowd crowd;

    @Test
    void aNodeThatWasStoppedStarvedOrFilledGoesOn() throws Exception {
        try (Site open = new Site("node", Distribution.home()).furnish();
                Crowd clients = new Crowd(open.outside())) {
            site = open;
            crowd = clients.enter(RUNS, site.tenants(), 1);
            Await.until(crowd::ended, ended -> ended > RUNS);
            for (int seconds : DRILLS ? List.of(5, 15, 60) : List.of(5)) {
                standStill(seconds);
            }
            starve();
            crowd.leave();
            new Audit(site, crowd, findings).run();
            new Invariants(site, findings).check();
            site.platform().close();
            fill();
            new Invariants(site, findings).check();
        }
        findings.print();
        assertThat(findings.violations()).isZero();
    }

    private void standStill(int seconds) {
        int open = crowd.during("stop " + seconds);
        String pid = String.valueOf(site.platform().process().pid());
        Command.run("kill", "-STOP", pid).orFail();
        LockSupport.parkNanos(seconds * 1_000_000_000L);
        Command.run("kill", "-CONT", pid).orFail();
        long back = answered();
        int ended = crowd.ended();
        Await.until(crowd::ended, now -> now > ended + RUNS / 2);
        findings.row(
                "SIGSTOP " + seconds + " s",
                "goes on, ready within 5 s",
                open + " under way, ready after " + back + " ms, " + crowd.ended() + " ended");
    }

    /** Milliseconds until readiness is told. */
    private long answered() {
        long begun = System.nanoTime();
        Patience.until(
                "GET /health/ready",
                () -> site.tenant("alpha").get("/health/ready").statusCode() == 200 ? true : null);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        if (millis > SOON_MILLIS) {
            findings.violation("I7 health", "ready only after " + millis + " ms");
        }
        return millis;
    }

    private void starve() {
        int before = crowd.ended();
        String how;
        try (Throttle throttle = new Throttle(site.platform().process().pid())) {
            how = throttle.how();
            LockSupport.parkNanos((DRILLS ? 30 : 5) * 1_000_000_000L);
        }
        int slow = crowd.ended();
        Await.until(crowd::ended, now -> now > slow + RUNS / 2);
        findings.row(
                how,
                "lives, refuses or goes on",
                (slow - before) + " ended meanwhile, " + (crowd.ended() - slow) + " soon after");
    }

    /** Questions of 96 KB on a heap that has no room for all of them. */
    private void fill() throws Exception {
        site.platform().with("JAVA_MAX_MEM", "160m").with("JAVA_MIN_MEM", "64m").start();
        long pid = site.platform().process().pid();
        var statuses = new java.util.concurrent.ConcurrentSkipListMap<Integer, AtomicInteger>();
        AtomicInteger broken = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(40);
        String padding = "x".repeat(96 * 1024);
        for (int i = 0; i < (DRILLS ? 4000 : 400); i++) {
            int job = i;
            clients.submit(
                    () -> {
                        try {
                            HttpResponse<String> answer =
                                    site.tenant("beta")
                                            .post(
                                                    "/runs/wait",
                                                    "{\"assistant_id\":\"clerk\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"job=canary-beta-fill%d plan=put,look %s\"}]}}"
                                                            .formatted(job, padding));
                            statuses.computeIfAbsent(answer.statusCode(), s -> new AtomicInteger())
                                    .incrementAndGet();
                        } catch (IOException e) {
                            broken.incrementAndGet();
                        }
                    });
        }
        clients.shutdown();
        long fullest = 0;
        while (!clients.awaitTermination(1, java.util.concurrent.TimeUnit.SECONDS)) {
            fullest = Math.max(fullest, site.isDead() ? 0 : percentFull(pid));
        }
        boolean lives = !site.isDead() && site.platform().process().pid() == pid;
        findings.row(
                "heap of 160 MB, 96 KB questions",
                "the node lives, refuses honestly",
                (lives ? "lives" : "DIED")
                        + ", old generation up to "
                        + fullest
                        + " % full, answers "
                        + statuses
                        + ", broken off "
                        + broken);
        if (!lives) {
            findings.violation("lives", "the process ended: " + statuses);
            site.platform().start();
        }
    }

    private static long percentFull(long pid) {
        Command seen = Command.run("jstat", "-gcutil", String.valueOf(pid));
        String[] lines = seen.output().split("\n", -1);
        return seen.status() == 0 && lines.length > 1
                ? (long) Double.parseDouble(lines[1].strip().split("\\s+", -1)[3])
                : 0;
    }
}
