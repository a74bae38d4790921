package io.demijohn.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.itests.crash.bad.BlocksWhenDeactivated;
import io.demijohn.itests.crash.bad.ThrowsWhenActivated;
import io.demijohn.itests.support.Await;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import io.demijohn.itests.support.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bundles go, come back and misbehave under load, and only what they are needed for waits. */
class BundleFaultIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int RUNS = DRILLS ? 500 : 60;
    private static final int UPDATES = DRILLS ? 200 : 10;

    /** Of two bundles; Java 17's client of HTTP may keep an old one whose call was cut off. */
    private static final int LOADERS = 4;

    private static final String MODEL = "io.demijohn.provider.openai";
    private static final String TOOL = "io.demijohn.tool.http";
    private static final String STORE = "io.demijohn.storage.filesystem";
    private static final List<String> CORE =
            List.of("io.demijohn.agent.RunService", "io.demijohn.model.ModelRouter");
    private static final Pattern SERVICE_ID = Pattern.compile("service\\.id = (\\d+)");

    private final Findings findings = new Findings("D7: bundles under " + RUNS + " runs");
    private Site site;
    private Terminal terminal;
    private Crowd crowd;

    @Test
    void whatABundleDoesIsNoOtherBundlesTrouble() throws Exception {
        try (Site open =
                        new Site("bundles", Distribution.home())
                                .options("-Ddrill.block.seconds=" + (DRILLS ? 60 : 5))
                                .furnish();
                Terminal typed = new Terminal(open.platform());
                Crowd clients = new Crowd(open.outside())) {
            site = open;
            terminal = typed;
            crowd = clients.enter(RUNS, site.tenants(), 1);
            warmUp();
            Vitals before = quietVitals();
            crowd.enter(RUNS, site.tenants(), 2);
            for (String bundle : List.of(MODEL, TOOL, STORE)) {
                swap(
                        bundle,
                        "stopped and started",
                        "bundle:stop " + bundle + "; bundle:start " + bundle);
                swap(bundle, "updated", "bundle:update " + bundle);
                swap(
                        bundle,
                        "uninstalled and installed",
                        "bundle:uninstall "
                                + bundle
                                + "; bundle:install -s mvn:io.demijohn/"
                                + bundle
                                + "/0.1.0");
            }
            if (DRILLS) {
                away(MODEL);
                away(TOOL);
            }
            updates();
            badBundles();
            crowd.leave();
            Vitals after = settled(before);
            findings.row("I5 resources", before.toString(), after.toString());
            if (!after.isBackTo(before)) {
                findings.violation("I5 resources", before + " became " + after);
            }
            new Audit(site, crowd, findings).run();
            new Invariants(site, findings).check();
        }
        findings.print();
        assertThat(findings.violations()).isZero();
    }

    private void warmUp() {
        Await.until(crowd::ended, ended -> ended > RUNS);
    }

    private Vitals quietVitals() {
        crowd.leave();
        return Vitals.of(site.platform().process());
    }

    /** Within a minute; an unused client of HTTP goes only some seconds after it was collected. */
    private Vitals settled(Vitals before) {
        long end = System.nanoTime() + 60_000_000_000L;
        Vitals now = Vitals.of(site.platform().process());
        while (!now.isBackTo(before) && System.nanoTime() < end) {
            LockSupport.parkNanos(2_000_000_000L);
            now = Vitals.of(site.platform().process());
        }
        return now;
    }

    /** In-flight runs finish or go on afterwards; new ones end while we look. */
    private void swap(String bundle, String how, String command) {
        int open = crowd.during(how);
        String answer = terminal.run(command);
        if (answer.contains("Error") || answer.contains("rror executing")) {
            findings.violation("swap", command + ": " + answer);
        }
        goesOn();
        findings.row(
                bundle.replace("io.demijohn.", "") + " " + how,
                "runs finish or go on",
                open + " under way, " + crowd.ended() + " ended");
    }

    /** For longer than anybody waits for a swap: runs are parked, and go on. */
    private void away(String bundle) {
        int open = crowd.during("away");
        terminal.run("bundle:stop " + bundle);
        LockSupport.parkNanos(30_000_000_000L);
        terminal.run("bundle:start " + bundle);
        goesOn();
        findings.row(
                bundle.replace("io.demijohn.", "") + " away for 30 s",
                "runs are parked and go on",
                open + " under way, " + crowd.ended() + " ended");
    }

    private void goesOn() {
        int ended = crowd.ended();
        Await.until(crowd::ended, now -> now > ended + RUNS / 2);
    }

    private void updates() {
        List<String> core = coreServices();
        long first = 0;
        for (int update = 0; update < UPDATES; update++) {
            terminal.run("bundle:update " + (update % 2 == 0 ? MODEL : TOOL));
            int ended = crowd.ended();
            Await.until(crowd::ended, now -> now > ended + 5);
            if (update == 3) {
                first = Vitals.of(site.platform().process()).metaspaceKilobytes();
            }
        }
        long end = System.nanoTime() + 60_000_000_000L;
        int loaders = loaders();
        while (loaders > LOADERS && System.nanoTime() < end) {
            LockSupport.parkNanos(2_000_000_000L);
            loaders = loaders();
        }
        long last = Vitals.of(site.platform().process()).metaspaceKilobytes();
        findings.row(
                UPDATES + " updates",
                "metaspace flat, class loaders go",
                "%,d KB after 4, %,d KB at the end, %d class loaders of two"
                        .formatted(first, last, loaders));
        if (last > first * 1.05 + 1000 || loaders > LOADERS) {
            Vitals.dump(site.platform().process(), site.folder().resolve("heap.hprof"));
            findings.violation(
                    "I5 resources",
                    "class loaders " + loaders + ", metaspace " + first + " to " + last);
        }
        if (!coreServices().equals(core)) {
            findings.violation("others untouched", core + " became " + coreServices());
        }
    }

    private int loaders() {
        return loaders(MODEL + ".internal.OpenAiModel") + loaders(TOOL + ".internal.HttpTool");
    }

    private int loaders(String type) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = String.valueOf(site.platform().process().pid());
        Command.run(jcmd, pid, "GC.run").orFail();
        return (int)
                Command.run(jcmd, pid, "VM.class_hierarchy")
                        .orFail()
                        .output()
                        .lines()
                        .filter(line -> line.contains(type + "/"))
                        .count();
    }

    private void badBundles() throws Exception {
        Path deploy = site.platform().deploy();
        bad(
                "throws in activate",
                () -> BadBundle.drop(deploy, "throws", ThrowsWhenActivated.class),
                "throws");
        bad(
                "blocks in deactivate",
                () -> BadBundle.drop(deploy, "blocks", BlocksWhenDeactivated.class),
                "blocks");
        bad(
                "imports what is not there",
                () -> BadBundle.drop(deploy, "missing", Map.of("Import-Package", "com.nowhere")),
                "missing");
        bad(
                "needs a newer API",
                () ->
                        BadBundle.drop(
                                deploy,
                                "newer",
                                Map.of("Import-Package", "io.demijohn.model;version=\"[99,100)\"")),
                "newer");
    }

    private void bad(String what, Runnable drop, String jar) throws Exception {
        List<String> core = coreServices();
        Set<String> active = active();
        crowd.during(what);
        drop.run();
        Await.until(
                () -> terminal.run("bundle:list -t 0 -s"),
                list -> list.contains("com.example." + jar));
        goesOn();
        boolean same = active().equals(active) && coreServices().equals(core);
        Files.delete(site.platform().deploy().resolve(jar + ".jar"));
        goesOn();
        Await.until(
                () -> terminal.run("bundle:list -t 0 -s"),
                list -> !list.contains("com.example." + jar));
        findings.row(
                "a bundle that " + what, "other bundles untouched", same ? "untouched" : "CHANGED");
        if (!same) {
            findings.violation("others untouched", what + ": " + active + " became " + active());
        }
    }

    private Set<String> active() {
        return terminal.run("bundle:list -t 0 -s")
                .lines()
                .filter(line -> line.contains("Active") && line.contains("io.demijohn."))
                .map(line -> line.substring(line.indexOf("io.demijohn.")).strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> coreServices() {
        var ids = new ArrayList<String>();
        for (String service : CORE) {
            var matcher = SERVICE_ID.matcher(terminal.run("service:list " + service));
            ids.add(service + "=" + (matcher.find() ? matcher.group(1) : "gone"));
        }
        return ids;
    }
}
