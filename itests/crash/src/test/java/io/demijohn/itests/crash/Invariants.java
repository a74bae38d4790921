package io.demijohn.itests.crash;

import java.io.IOException;
import java.net.http.HttpResponse;

/** What must be true after every case, seen from outside of the process. */
final class Invariants {

    private final Site site;
    private final Findings findings;

    Invariants(Site site, Findings findings) {
        this.site = site;
        this.findings = findings;
    }

    void check() {
        if (site.everythingPrinted().contains(Site.SECRET)) {
            findings.violation("I4 secret", "the log or a stack trace has it");
        }
        site.tenants().forEach(this::nextRequest);
        ready();
    }

    private void ready() {
        try {
            int status = site.tenant("alpha").get("/health/ready").statusCode();
            if (status != 200) {
                findings.violation("I7 health", "it works, and readiness says " + status);
            }
        } catch (IOException e) {
            findings.violation("I7 health", e.toString());
        }
    }

    private void nextRequest(String tenant, Wire wire) {
        try {
            HttpResponse<String> answer =
                    wire.post(
                            "/runs/wait",
                            "{\"assistant_id\":\"clerk\",\"input\":{\"messages\":[{\"role\":\"user\","
                                    + "\"content\":\"job=canary-"
                                    + tenant
                                    + "-after plan=look\"}]}}");
            if (answer.statusCode() != 200 || !answer.body().contains("All 1 rounds are done")) {
                findings.violation("I8 next request", answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            findings.violation("I8 next request", e.toString());
        }
    }
}
