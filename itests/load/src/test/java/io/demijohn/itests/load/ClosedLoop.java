package io.demijohn.itests.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Sessions that each send their next turn when the last one has ended: finds the most that can be
 * done. Its latencies are those of a full machine and only for the eye.
 */
final class ClosedLoop {

    private final Wire wire;
    private final Tally tally = new Tally();
    private final CountDownLatch running;
    private final List<Turns> sessions = new ArrayList<>();
    private volatile boolean going = true;

    ClosedLoop(Wire wire, int sessions, IntFunction<Turns> make) {
        this.wire = wire;
        this.running = new CountDownLatch(sessions);
        for (int i = 0; i < sessions; i++) {
            this.sessions.add(make.apply(i));
        }
    }

    Tally run(double seconds) throws InterruptedException {
        long begin = System.nanoTime();
        sessions.forEach(this::send);
        Await.until(begin + (long) (seconds * 1e9));
        going = false;
        running.await(60, TimeUnit.SECONDS);
        tally.lasted((System.nanoTime() - begin) / 1e9);
        return tally;
    }

    private void send(Turns session) {
        tally.sent();
        byte[] request = session.next();
        long at = System.nanoTime();
        wire.send(request, answer -> answered(session, at, answer));
    }

    private void answered(Turns session, long at, Answer answer) {
        String fault = Turns.fault(answer);
        if (fault.isEmpty() && Turns.answers(answer.text()) < session.turn()) {
            fault = "an earlier turn is missing in the state";
        }
        if (fault.isEmpty()) {
            tally.well(answer.endAt() - at);
        } else {
            tally.wrong(fault);
        }
        if (going) {
            send(session);
        } else {
            running.countDown();
        }
    }
}
