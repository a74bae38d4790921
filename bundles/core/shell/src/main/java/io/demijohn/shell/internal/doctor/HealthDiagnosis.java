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
            Health health = check.check();
            if (health.status() != Health.Status.UP) {
                findings.add(new Finding(check.name(), health.message(), health.fix()));
            }
        }
        return findings;
    }
}
