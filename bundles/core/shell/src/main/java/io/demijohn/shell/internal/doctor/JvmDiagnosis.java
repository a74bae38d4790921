package io.demijohn.shell.internal.doctor;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A Java or a flag with which the platform does not work well. */
public final class JvmDiagnosis implements Diagnosis {

    private static final long LEAST_HEAP = 200L << 20;
    private static final String START = "start with bin/demijohn, which sets the right flags";

    private final int feature;
    private final List<String> flags;
    private final long maxHeap;

    public JvmDiagnosis() {
        this(
                Runtime.version().feature(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                Runtime.getRuntime().maxMemory());
    }

    JvmDiagnosis(int feature, List<String> flags, long maxHeap) {
        this.feature = feature;
        this.flags = flags;
        this.maxHeap = maxHeap;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        if (feature != 17 && feature != 25) {
            add(findings, "Java " + feature + " is not tested", "use Java 17 or 25");
        }
        if (feature >= 24 && !has("subject-compat")) {
            add(findings, "the agent is missing that keeps roles working on Java 24+", START);
        }
        if (!has("java.base/java.lang=ALL-UNNAMED")) {
            add(findings, "the flag --add-opens java.base/java.lang=ALL-UNNAMED is missing", START);
        }
        if (has("-Djava.security.manager=disallow") || has("-XX:+DisableAttachMechanism=")) {
            add(findings, "a flag is set that Karaf does not support", START);
        }
        if (!on("ExitOnOutOfMemoryError")) {
            add(findings, "-XX:+ExitOnOutOfMemoryError is missing or switched off", START);
        }
        if (maxHeap < LEAST_HEAP) {
            add(
                    findings,
                    "the heap's limit is only " + (maxHeap >> 20) + " MiB",
                    "set -Xmx to 512m or more: JAVA_MAX_MEM in bin/setenv or the environment");
        }
        return findings;
    }

    /** Whether the last word about a switch is that it is on. */
    private boolean on(String name) {
        return flags.lastIndexOf("-XX:+" + name) > flags.lastIndexOf("-XX:-" + name);
    }

    private boolean has(String part) {
        return flags.stream().anyMatch(flag -> flag.contains(part));
    }

    private static void add(List<Finding> findings, String fault, String fix) {
        findings.add(new Finding("java", fault, fix));
    }
}
