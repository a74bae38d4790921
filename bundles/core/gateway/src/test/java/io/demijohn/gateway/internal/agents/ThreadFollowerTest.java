package io.demijohn.gateway.internal.agents;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.ThreadStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadFollowerTest {

    private final ManyRuns runs = new ManyRuns();
    private final KeptOutlet outlet = new KeptOutlet();
    private final Semaphore looks = new Semaphore(0);
    private volatile AgentThread present = thread(ThreadStatus.IDLE, Instant.EPOCH);

    private static AgentThread thread(ThreadStatus status, Instant changed) {
        return new AgentThread(
                FakeRuns.THREAD,
                status,
                Map.of(),
                Map.of(),
                Instant.EPOCH,
                changed,
                Instant.EPOCH,
                Map.of());
    }

    private ThreadFollower follower() {
        return new ThreadFollower(
                runs,
                "tenant",
                FakeRuns.THREAD,
                run -> StreamModes.NONE,
                () -> {
                    looks.release();
                    return present;
                },
                outlet);
    }

    @AfterEach
    void leave() {
        outlet.cut();
    }

    private void sees(int number) throws InterruptedException {
        assertThat(outlet.frames.poll(20, SECONDS))
                .isNotNull()
                .contains("\"run_id\":\"" + ManyRuns.id(number) + "\"");
    }

    @Test
    void noRunIsSkippedHoweverManyThereAre() throws Exception {
        for (int i = 1; i <= 1_100; i++) {
            runs.put(i, RunStatus.SUCCESS);
        }
        follower().begin(Optional.of(ManyRuns.id(0) + "/0-0-0"));
        for (int i = 1; i <= 1_100; i++) {
            sees(i);
        }
    }

    @Test
    void aReaderOfAllBeginsWithTheFirstRun() throws Exception {
        runs.put(1, RunStatus.SUCCESS);
        runs.put(2, RunStatus.RUNNING);
        follower().begin(Optional.of("-1"));
        sees(1);
        sees(2);
    }

    @Test
    void aThreadThatDoesNotChangeIsNotListedAgain() throws Exception {
        runs.put(1, RunStatus.SUCCESS);
        follower().begin(Optional.empty());
        int lists = runs.lists.get();
        assertThat(looks.tryAcquire(5, 20, SECONDS)).isTrue();
        assertThat(runs.lists.get()).isEqualTo(lists);
        present = thread(ThreadStatus.IDLE, Instant.EPOCH.plusMillis(1));
        assertThat(looks.tryAcquire(5, 20, SECONDS)).isTrue();
        assertThat(runs.lists.get()).as("once for a change").isEqualTo(lists + 1);
        runs.put(2, RunStatus.RUNNING);
        present = thread(ThreadStatus.IDLE, Instant.EPOCH.plusSeconds(1));
        sees(2);
    }

    @Test
    void aChangeSeenTooEarlyIsLookedAtAgain() throws Exception {
        follower().begin(Optional.empty());
        assertThat(looks.tryAcquire(2, 20, SECONDS)).isTrue();
        runs.put(1, RunStatus.RUNNING);
        present = thread(ThreadStatus.BUSY, Instant.EPOCH); // in the same moment, but durable later
        sees(1);
    }

    @Test
    void whatIsUnderWayIsFollowedAlsoWhenALaterOneWasCancelled() throws Exception {
        runs.put(1, RunStatus.SUCCESS);
        runs.put(2, RunStatus.RUNNING);
        runs.put(3, RunStatus.INTERRUPTED);
        runs.put(4, RunStatus.PENDING);
        follower().begin(Optional.empty());
        sees(2);
        sees(3);
        sees(4);
    }
}
