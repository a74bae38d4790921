package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.storage.filesystem.internal.DiskOperation.Kind;
import io.demijohn.storage.filesystem.internal.Fault.Survival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Runs one workload again and again: each operation that it does on the disk has each fault once,
 * and afterwards the log is opened on the same machine, on one that lost its power, or both. The
 * seed and the position say everything about a run.
 */
final class FaultDrill {

    /** So many are told in full. */
    private static final int TOLD = 10;

    private final long seed;
    private final int steps;
    private final Map<Fault, Map<Kind, Integer>> runs = new EnumMap<>(Fault.class);
    private final List<String> violations = new ArrayList<>();
    private int violationCount;

    FaultDrill(long seed, int steps) {
        this.seed = seed;
        this.steps = steps;
    }

    /** What the workload does when nothing fails. */
    List<DiskOperation> record() throws IOException {
        Disk disk = new Disk();
        new Workload(disk, new Ledger(), seed, steps).run();
        return disk.trace();
    }

    /** Every position, every fault. */
    void everywhere() throws IOException {
        List<DiskOperation> trace = record();
        for (int at = 0; at < trace.size(); at++) {
            for (Fault fault : Fault.values()) {
                if (fault.meets(trace.get(at).kind())) {
                    one(trace.get(at), at, fault);
                }
            }
        }
    }

    private void one(DiskOperation operation, int at, Fault fault) {
        Random chance = new Random(seed * 31 + at * 17L + fault.ordinal());
        guarded(
                fault,
                operation,
                at,
                () -> {
                    Disk disk = new Disk().failAt(at, fault, chance);
                    Ledger ledger = new Ledger();
                    new Workload(disk, ledger, seed, steps).run();
                    assertThat(disk.hasFailed()).as("the position was reached").isTrue();
                    endings(disk, ledger, fault, chance);
                });
    }

    private void endings(Disk disk, Ledger ledger, Fault fault, Random chance) throws IOException {
        if (fault.isPowerCut()) {
            goesOn(disk.afterPowerLoss(fault.survival(), chance), ledger, chance);
            return;
        }
        disk.repair();
        if (fault != Fault.CRASH) {
            reopened(disk.afterPowerLoss(Survival.TORN, chance), ledger.fork());
            reopened(disk.afterPowerLoss(Survival.NOTHING, chance), ledger.fork());
        }
        goesOn(disk, ledger, chance);
    }

    /** Opens, checks, writes some more; then the power goes. */
    private void goesOn(Disk disk, Ledger ledger, Random chance) throws IOException {
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty();
            ledger.check(store);
            int before = ledger.refused();
            ledger.run(store, ledger.step(chance));
            assertThat(ledger.refused()).as("refused by a healthy disk").isEqualTo(before);
        }
        assertThat(disk.violations()).isEmpty();
        reopened(disk.afterPowerLoss(Survival.NOTHING, chance), ledger.fork());
        reopened(disk.afterPowerLoss(Survival.TORN, chance), ledger);
    }

    private static void reopened(Disk disk, Ledger ledger) throws IOException {
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty();
            ledger.check(store);
        }
    }

    /** The log is left by a crash at every n-th position; then opening it fails everywhere. */
    void whileRecovering(int every) throws IOException {
        int operations = record().size();
        for (int at = 0; at < operations; at += every) {
            Random chance = new Random(seed * 37 + at);
            Fault end = chance.nextInt(3) == 0 ? Fault.CRASH : Fault.POWER_CUT_TORN;
            Disk disk = new Disk().failAt(at, end, chance);
            Ledger ledger = new Ledger();
            new Workload(disk, ledger, seed, steps).run();
            disk.repair();
            Disk left = end == Fault.CRASH ? disk : disk.afterPowerLoss(chance);
            recoveries(left, ledger, at, chance);
        }
    }

    private void recoveries(Disk left, Ledger ledger, int crash, Random chance) throws IOException {
        Disk clean = left.fork();
        Stores.small(clean).close();
        List<DiskOperation> trace = clean.trace();
        for (int at = 0; at < trace.size(); at++) {
            for (Fault fault : Fault.values()) {
                if (fault.meets(trace.get(at).kind())) {
                    twice(left.fork(), ledger.fork(), new int[] {crash, at}, trace, fault, chance);
                }
            }
        }
    }

    /** Fails at the position, then anywhere, then no more. */
    private void twice(
            Disk first, Ledger ledger, int[] at, List<DiskOperation> trace, Fault fault, Random r) {
        guarded(
                fault,
                trace.get(at[1]),
                at[0] * 1000 + at[1],
                () -> {
                    Disk second = openFailing(first.failAt(at[1], fault, r), ledger, fault, r);
                    goesOn(second.fork(), ledger.fork(), r);
                    Fault again = Fault.values()[r.nextInt(Fault.values().length)];
                    second.failAt(r.nextInt(trace.size()), again, r);
                    goesOn(openFailing(second, ledger, again, r), ledger, r);
                });
    }

    private static Disk openFailing(Disk disk, Ledger ledger, Fault fault, Random chance)
            throws IOException {
        try (FileCheckpointStore store = Stores.small(disk)) {
            if (disk.errors() == 0) {
                ledger.check(store);
            }
        } catch (IOException e) {
            assertThat(disk.errors()).as("errors, and %s", e).isPositive();
        }
        assertThat(disk.violations()).isEmpty();
        disk.repair();
        boolean power = fault.isPowerCut() || (fault != Fault.CRASH && chance.nextBoolean());
        return power ? disk.afterPowerLoss(fault.survival(), chance) : disk.fork();
    }

    /** Something that must hold. */
    private interface Claim {
        void holds() throws IOException;
    }

    private void guarded(Fault fault, DiskOperation operation, int at, Claim claim) {
        runs.computeIfAbsent(fault, f -> new TreeMap<>()).merge(operation.kind(), 1, Integer::sum);
        try {
            claim.holds();
        } catch (IOException | RuntimeException | AssertionError e) {
            violationCount++;
            if (violations.size() < TOLD) {
                String where =
                        "seed %d, operation %d (%s), %s: ".formatted(seed, at, operation, fault);
                violations.add(where + e + " " + frames(e));
            }
        }
    }

    /** Where in the drill. */
    private static List<String> frames(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(FaultDrill.class.getPackageName()))
                .map(frame -> frame.getMethodName() + ":" + frame.getLineNumber())
                .toList();
    }

    List<String> violations() {
        return violations;
    }

    /** Adds what another drill has seen. */
    void add(FaultDrill other) {
        other.runs.forEach(
                (fault, kinds) ->
                        kinds.forEach(
                                (kind, n) ->
                                        runs.computeIfAbsent(fault, f -> new TreeMap<>())
                                                .merge(kind, n, Integer::sum)));
        violationCount += other.violationCount;
        violations.addAll(other.violations);
    }

    /** Runs by fault and operation. */
    String table(String title) {
        StringBuilder table = new StringBuilder(title).append('\n');
        table.append("%-24s".formatted("fault \\ operation"));
        for (Kind kind : Kind.values()) {
            table.append("%16s".formatted(kind.name().toLowerCase(Locale.ROOT)));
        }
        int sum = 0;
        for (Map.Entry<Fault, Map<Kind, Integer>> row : runs.entrySet()) {
            table.append("%n%-24s".formatted(row.getKey()));
            for (Kind kind : Kind.values()) {
                int n = row.getValue().getOrDefault(kind, 0);
                sum += n;
                table.append("%16s".formatted(n == 0 ? "-" : n));
            }
        }
        return table.append("%n%d runs, %d violations%n".formatted(sum, violationCount)).toString();
    }
}
