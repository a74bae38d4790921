package io.demijohn.itests.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * So many conversations at once. One that has had all its turns, and all their answers, is deleted,
 * and a new one takes its place: what a node knows stays as large as it is.
 */
final class Conversations implements Supplier<Shot> {

    private final List<Turns> sessions = new ArrayList<>();
    private final List<AtomicInteger> answers = new ArrayList<>();
    private final OpenLoop loop;
    private final Wire wire;
    private final String key;
    private final int length;
    private final AtomicInteger notDeleted = new AtomicInteger();
    private int last;

    Conversations(Options options, Node node, Wire wire, OpenLoop loop) {
        this.loop = loop;
        this.wire = wire;
        this.key = node.key();
        this.length = options.number("turns");
        for (int i = 0; i < options.number("sessions"); i++) {
            sessions.add(Overhead.turns(node, options, "runs/wait", 77).apply(i));
            answers.add(new AtomicInteger());
        }
    }

    @Override
    public Shot get() {
        last = (last + 1) % sessions.size();
        Turns session = sessions.get(last);
        byte[] request = session.next();
        if (session.turn() == 1) {
            answers.set(last, new AtomicInteger());
        }
        String thread = session.thread();
        AtomicInteger answered = answers.get(last);
        return new Shot(
                request,
                (due, answer) -> {
                    loop.count(due, answer);
                    if (answered.incrementAndGet() == length) {
                        delete(thread);
                    }
                });
    }

    private void delete(String thread) {
        wire.send(
                ResponseReader.request("DELETE", "/threads/" + thread, key, ""),
                answer -> {
                    if (answer.status() != 204) {
                        notDeleted.incrementAndGet();
                    }
                });
    }

    /** Deletions that were refused or got no answer. */
    int notDeleted() {
        return notDeleted.get();
    }
}
