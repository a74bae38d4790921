package io.demijohn.shell.internal.doctor;

import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import java.util.ArrayList;
import java.util.List;

/** What components say of themselves: a port in use, a log that is read-only, no model. */
public final class HealthDiagnosis implements Diagnosis {

    private final List<HealthCheck> checks;

    public HealthDiagnosis(List<HealthCheck> checks) {
        this.checks = checks;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (HealthCheck check : checks) {
            Health health = look(check);
            if (health.status() != Health.Status.UP) {
                findings.add(new Finding(check.name(), health.message(), health.fix()));
            }
        }
        return findings;
    }

    /** A check is a plugin's code too, and one that breaks must not hide what the others say. */
    private static Health look(HealthCheck check) {
        try {
            return check.check();
        } catch (RuntimeException e) {
            return Health.down("its health check broke: " + e, "log:display has the rest");
        }
    }
}
