package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The runs of a thread.
 *
 * @param open those that have not ended, in the order in which they were accepted
 * @param progress of the active one
 * @param gone sequences of the ADMIT records of deleted runs
 * @param rolledBack those of them whose checkpoints went as well
 * @param owed notices of ends that nobody has taken yet, oldest first
 * @param keys of the last requests that had one
 */
record Ledger(
        List<OpenRun> open,
        Optional<Progress> progress,
        Set<Long> gone,
        Set<Long> rolledBack,
        List<Owed> owed,
        Keys keys) {

    static final Ledger NONE =
            new Ledger(List.of(), Optional.empty(), Set.of(), Set.of(), List.of(), Keys.NONE);

    /** Copies. */
    Ledger {
        open = List.copyOf(open);
        gone = Set.copyOf(gone);
        rolledBack = Set.copyOf(rolledBack);
        owed = List.copyOf(owed);
    }

    Optional<OpenRun> open(String runId) {
        for (OpenRun run : open) {
            if (run.order().id().equals(runId)) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    Ledger admit(OpenRun run) {
        List<OpenRun> all = new ArrayList<>(open);
        all.add(run);
        return new Ledger(all, progress, gone, rolledBack, owed, keys);
    }

    Ledger change(String runId, UnaryOperator<OpenRun> how) {
        List<OpenRun> all =
                open.stream()
                        .map(run -> run.order().id().equals(runId) ? how.apply(run) : run)
                        .toList();
        return new Ledger(all, progress, gone, rolledBack, owed, keys);
    }

    Ledger with(Optional<Progress> newProgress) {
        return new Ledger(open, newProgress, gone, rolledBack, owed, keys);
    }

    Ledger close(String runId) {
        return new Ledger(
                open.stream().filter(run -> !run.order().id().equals(runId)).toList(),
                progress.filter(begun -> !begun.runId().equals(runId)),
                gone,
                rolledBack,
                owed,
                keys);
    }

    Ledger owe(Owed notice) {
        List<Owed> all = new ArrayList<>(owed);
        all.add(notice);
        return new Ledger(open, progress, gone, rolledBack, all, keys);
    }

    Ledger settled(String runId) {
        return new Ledger(
                open,
                progress,
                gone,
                rolledBack,
                owed.stream().filter(notice -> !notice.runId().equals(runId)).toList(),
                keys);
    }

    Ledger forget(long sequence, boolean withCheckpoints) {
        return new Ledger(
                open,
                progress,
                plus(gone, Set.of(sequence)),
                withCheckpoints ? plus(rolledBack, Set.of(sequence)) : rolledBack,
                owed,
                keys);
    }

    /** Of a thread that took over the records of another: those runs are not its own. */
    Ledger disown() {
        Set<Long> theirs = new HashSet<>();
        open.forEach(run -> theirs.add(run.order().sequence()));
        return new Ledger(
                List.of(), Optional.empty(), plus(gone, theirs), rolledBack, List.of(), Keys.NONE);
    }

    Ledger with(Keys newKeys) {
        return newKeys.equals(keys)
                ? this
                : new Ledger(open, progress, gone, rolledBack, owed, newKeys);
    }

    private static Set<Long> plus(Set<Long> old, Set<Long> more) {
        Set<Long> all = new HashSet<>(old);
        all.addAll(more);
        return all;
    }

    Doc write(Doc doc) {
        return doc.putAll("open", open, OrderJson::write)
                .put("progress", progress.map(Progress::write))
                .put("gone", List.copyOf(gone))
                .put("rolledBack", List.copyOf(rolledBack))
                .putAll("owed", owed, Owed::write)
                .putAll("keys", keys.all(), Keys::write);
    }

    static Ledger read(Doc doc) {
        return new Ledger(
                doc.list("open", OrderJson::open),
                doc.optional("progress", Progress::read),
                longs(doc, "gone"),
                longs(doc, "rolledBack"),
                doc.list("owed", Owed::read),
                new Keys(doc.list("keys", Keys::read)));
    }

    private static Set<Long> longs(Doc doc, String key) {
        Set<Long> all = new HashSet<>();
        doc.list(key).forEach(value -> all.add(((Number) value).longValue()));
        return all;
    }
}
