package io.demijohn.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Command;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The process ends at each exact step of a checkpoint's path, also twice in a row in recovery. */
class HaltPointIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int TIMES = Integer.getInteger("demijohn.times", DRILLS ? 20 : 1);
    private static final int POINTS = DRILLS ? HaltPoint.ALL.size() : 5; // others each time
    private static final String ONLY = System.getProperty("demijohn.points", "");
    private static final int RUNS = 60;

    /** In a row, of those that need some work to be reached. */
    private static final int MOST_UNREACHED = 2;

    private final long seed = Long.getLong("demijohn.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, Integer> halts = new HashMap<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Map<String, Integer> missed = new HashMap<>();
    private int unreached;

    @Test
    void anEndAtEachStepOfACheckpointLosesAndRepeatsNothing() throws Exception {
        System.out.println("HaltPointIT: -Ddemijohn.seed=" + seed);
        var findings =
                new Findings("D1: ends at exact steps, each " + TIMES + " times, seed " + seed);
        try (Site site = new Site("halt", PatchedStore.distribution()).furnish();
                Crowd crowd = new Crowd(site.outside())) {
            crowd.enter(RUNS, site.tenants(), seed);
            site.platform().kill();
            for (HaltPoint point : points()) {
                if (!end(site, crowd, point) && !end(site, crowd, point.first())) {
                    notReached(site, point);
                }
            }
            site.options("").platform().start();
            crowd.leave();
            new Audit(site, crowd, findings).run();
            new Invariants(site, findings).check();
        }
        HaltPoint.ALL.stream()
                .map(HaltPoint::name)
                .filter(halts::containsKey)
                .forEach(point -> row(findings, point));
        findings.print();
        assertThat(findings.violations()).as("seed %d", seed).isZero();
    }

    /** In any order, so that two ends in recovery come in a row, too. */
    private List<HaltPoint> points() {
        var points = new ArrayList<HaltPoint>();
        for (int i = 0; i < TIMES; i++) {
            points.addAll(HaltPoint.ALL);
        }
        Collections.shuffle(points, random);
        points.removeIf(point -> !Pattern.compile(ONLY).matcher(point.name()).find());
        if (points.size() > POINTS * TIMES) {
            points.subList(POINTS * TIMES, points.size()).clear();
        }
        HaltPoint twice = HaltPoint.ALL.get(HaltPoint.ALL.size() - 2);
        points.add(twice);
        points.add(twice);
        return points;
    }

    /** False when the work was too little for the K-th operation. */
    private boolean end(Site site, Crowd crowd, HaltPoint point) {
        site.options(point.options(random));
        Command started = site.platform().tryStart();
        long patience = System.nanoTime() + 20_000_000_000L;
        while (started.status() == 0 && !site.isDead() && System.nanoTime() < patience) {
            Patience.pause();
        }
        boolean reached = site.isDead();
        if (reached) {
            unreached = 0;
        } else {
            missed.merge(point.name(), 1, Integer::sum);
            site.platform().kill();
        }
        halts.merge(point.name(), 1, Integer::sum);
        underWay.merge(point.name(), crowd.during("at: " + point.name()), Integer::sum);
        System.out.println(
                point.name() + (reached ? "" : " (not reached)") + ", " + crowd.ended() + " ended");
        return reached;
    }

    /** A platform that cannot write reaches nothing, and everybody would wait for it in vain. */
    private void notReached(Site site, HaltPoint point) {
        unreached++;
        if (point.isSure() || unreached > MOST_UNREACHED) {
            throw new AssertionError(
                    "%s: started twice and not reached; the log ends with%n%s"
                            .formatted(point, site.lastWords()));
        }
    }

    private void row(Findings findings, String point) {
        int all = halts.getOrDefault(point, 0);
        int reached = all - missed.getOrDefault(point, 0);
        findings.row(
                point,
                "nothing acknowledged lost or done twice",
                "%d of %d reached, %d runs under way, %d violations"
                        .formatted(
                                reached,
                                all,
                                underWay.getOrDefault(point, 0),
                                findings.violationsAt("at: " + point)));
        if (reached == 0) {
            findings.violation("reached", point + " was never reached");
        }
    }
}
