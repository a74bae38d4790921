package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.ThreadStatus;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the head of a thread's journal says: enough to list the thread, and to find its open runs
 * after a restart, without reading the journal.
 *
 * @param status what the thread is doing
 * @param profile what is said of it
 * @param interrupts task id to questions; of very many only the first
 * @param open ids of runs that have not ended
 * @param owed how many notices of ends nobody has taken yet
 * @param next what the orchestrator has to know of the first open run
 * @param stats where the last snapshot is
 */
public record ThreadHead(
        ThreadStatus status,
        Profile profile,
        Map<String, List<Interrupt>> interrupts,
        List<String> open,
        int owed,
        Optional<NextRun> next,
        Stats stats) {

    /** A head is small, and a model may have made many calls at once. */
    private static final int MOST_BYTES_OF_QUESTIONS = 16 * 1024;

    /**
     * The head of a state.
     *
     * @param state the thread
     * @param stats where the last snapshot is
     * @return its head
     */
    public static ThreadHead of(ThreadState state, Stats stats) {
        return new ThreadHead(
                state.status(),
                state.profile(),
                interrupts(state),
                state.open().stream().map(run -> run.order().id()).toList(),
                state.owed().size(),
                NextRun.of(state),
                stats);
    }

    /**
     * Whether a person is to say what became of a call.
     *
     * @return false for a thread that goes on, and for one at a breakpoint
     */
    public boolean asks() {
        return status == ThreadStatus.INTERRUPTED
                && interrupts.values().stream().anyMatch(questions -> !questions.isEmpty());
    }

    private static Map<String, List<Interrupt>> interrupts(ThreadState state) {
        if (!state.stop().paused()) {
            return Map.of();
        }
        Map<String, List<Interrupt>> all = new LinkedHashMap<>();
        for (String node : state.position().next()) {
            all.put(Checkpoints.taskId(state.position(), node), few(state.stop().interrupts()));
        }
        return all;
    }

    private static List<Interrupt> few(List<Interrupt> questions) {
        int bytes = 0;
        for (int i = 0; i < questions.size(); i++) {
            bytes += JsonText.bytes(Stop.write(questions.get(i)).map()).length;
            if (bytes > MOST_BYTES_OF_QUESTIONS && i > 0) {
                return questions.subList(0, i);
            }
        }
        return questions;
    }

    /**
     * The thread as callers see it.
     *
     * @param id its UUID
     * @return the thread
     */
    public AgentThread thread(String id) {
        return new AgentThread(
                id,
                status,
                profile.metadata(),
                profile.config(),
                Instant.ofEpochMilli(profile.createdAt()),
                Instant.ofEpochMilli(profile.updatedAt()),
                Instant.ofEpochMilli(profile.stateUpdatedAt()),
                interrupts);
    }

    /**
     * Writes the head.
     *
     * @return its body
     */
    public byte[] bytes() {
        return JsonText.bytes(
                Doc.empty()
                        .put("v", 1)
                        .put("status", status.name())
                        .put("profile", profile.write())
                        .putAll("interrupts", List.copyOf(interrupts.entrySet()), ThreadHead::task)
                        .put("open", open)
                        .put("owed", owed)
                        .put("next", next.map(NextRun::write))
                        .put("snapshot", stats.write())
                        .map());
    }

    private static Doc task(Map.Entry<String, List<Interrupt>> entry) {
        return Doc.empty().put("task", entry.getKey()).putAll("all", entry.getValue(), Stop::write);
    }

    /**
     * Reads a head.
     *
     * @param body as stored
     * @return the head
     */
    public static ThreadHead read(byte[] body) {
        Doc doc = Doc.of(body);
        Map<String, List<Interrupt>> interrupts = new LinkedHashMap<>();
        for (Doc task : doc.list("interrupts", item -> item)) {
            interrupts.put(task.text("task"), task.list("all", Stop::interrupt));
        }
        return new ThreadHead(
                ThreadStatus.valueOf(doc.text("status")),
                Profile.read(doc.doc("profile")),
                interrupts,
                doc.texts("open"),
                (int) doc.number("owed"),
                doc.optional("next", NextRun::read),
                Stats.read(doc.doc("snapshot")));
    }
}
