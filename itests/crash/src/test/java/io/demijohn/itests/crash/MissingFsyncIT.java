package io.demijohn.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.support.Command;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The drills can fail: with one sync taken out, a kill loses what was acknowledged. */
class MissingFsyncIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int RUNS = 60;

    @Test
    void aMissingSyncIsSeen() throws Exception {
        for (String sync :
                DRILLS ? List.of("append/force", "append/names") : List.of("append/force")) {
            var findings = new Findings("the same without " + sync + ": violations are expected");
            try (Site site = new Site("forget", PatchedStore.distribution()).furnish();
                    Crowd crowd = new Crowd(site.outside())) {
                site.platform().close();
                site.options("-Ddrill.forget=" + sync).platform().start();
                crowd.enter(RUNS, site.tenants(), 1);
                LockSupport.parkNanos((DRILLS ? 10 : 4) * 1_000_000_000L);
                crowd.during("kill");
                site.platform().kill();
                Command back = site.options("").platform().demijohn("start", "--timeout", "60");
                if (back.status() == 0) {
                    crowd.leave();
                    new Audit(site, crowd, findings).run();
                } else {
                    crowd.close();
                    findings.violation("start", "it refuses to start with what is left");
                }
            }
            findings.print();
            assertThat(findings.violations()).as("without %s", sync).isPositive();
        }
    }
}
