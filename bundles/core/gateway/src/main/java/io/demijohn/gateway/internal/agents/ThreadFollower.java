package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.EventId;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunService;
import io.demijohn.agent.Search;
import io.demijohn.gateway.internal.http.Outlet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One stream over the runs of a thread, one after the other, until its reader leaves. Run ids grow
 * with time, so the next run is the smallest id after the present one. Ids of events name their
 * run, because those of two runs may be equal otherwise.
 */
final class ThreadFollower {

    /** In the place of an event's id: from the beginning. */
    static final String ALL = "-1";

    private static final Executor SOON =
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
    private static final int PAGE = 1000;
    private static final Search NEWEST = Search.ALL.sorted("run_id", false);
    private static final Comparator<Run> BY_ID = Comparator.comparing(Run::id);

    private final RunService runs;
    private final String tenant;
    private final String threadId;
    private final Function<Run, StreamModes> modes;
    private final Supplier<AgentThread> present;
    private final Outlet outlet;
    private volatile boolean over;
    private volatile Runnable stop = () -> {};

    ThreadFollower(
            RunService runs,
            String tenant,
            String threadId,
            Function<Run, StreamModes> modes,
            Supplier<AgentThread> present,
            Outlet outlet) {
        this.runs = runs;
        this.tenant = tenant;
        this.threadId = threadId;
        this.modes = modes;
        this.present = present;
        this.outlet = outlet;
    }

    /** Begins with what is under way, or where a reader left off. */
    void begin(Optional<String> lastEventId) {
        outlet.onOver(
                left -> {
                    over = true;
                    stop.run();
                });
        if (lastEventId.equals(Optional.of(ALL))) {
            after("");
            return;
        }
        Optional<Position> position = lastEventId.map(Position::parse);
        if (position.isPresent()) {
            resume(position.get());
        } else {
            join();
        }
    }

    /** A run and one of its frames, as in {@code run_id/frame}. */
    record Position(String runId, FrameId frame) {
        static Position parse(String text) {
            int slash = text.indexOf('/');
            FrameId frame = FrameId.parse(slash < 0 ? text : text.substring(slash + 1));
            return new Position(slash < 0 ? "" : text.substring(0, slash), frame);
        }
    }

    private void resume(Position position) {
        Optional<Run> run =
                runs.find(tenant, position.runId())
                        .filter(found -> found.threadId().equals(threadId));
        if (run.isPresent()) {
            follow(run.get(), Optional.of(position.frame()));
        } else {
            after(position.runId());
        }
    }

    // The newest first: a run that comes while we look is found later, one that ends is not missed.
    private void join() {
        String newest = list(NEWEST.page(1, 0)).map(Run::id).findFirst().orElse("");
        Optional<Run> open =
                Stream.of("pending", "running")
                        .map(
                                status ->
                                        Search.ALL
                                                .withStatus(Optional.of(status))
                                                .sorted("run_id", true))
                        .flatMap(search -> list(search.page(1, 0)))
                        .min(BY_ID);
        if (open.isPresent()) {
            follow(open.get(), Optional.empty());
        } else {
            after(newest);
        }
    }

    private Stream<Run> list(Search search) {
        return runs.list(tenant, Optional.of(threadId), search).items().stream();
    }

    private void after(String runId) {
        if (over) {
            return;
        }
        AgentThread seen = present.get(); // before the look: what comes after it is a change
        Optional<Run> next = next(runId);
        if (next.isPresent()) {
            follow(next.get(), Optional.empty());
        } else {
            lookLater(runId, Optional.of(seen));
        }
    }

    private Optional<Run> next(String runId) {
        Optional<Run> next = Optional.empty();
        for (int offset = 0; ; offset += PAGE) {
            List<Run> newer =
                    list(NEWEST.page(PAGE, offset))
                            .filter(run -> run.id().compareTo(runId) > 0)
                            .toList();
            next = Stream.concat(next.stream(), newer.stream()).min(BY_ID);
            if (newer.size() < PAGE) {
                return next;
            }
        }
    }

    private void lookLater(String runId, Optional<AgentThread> seen) {
        SOON.execute(() -> lookAgain(runId, seen));
    }

    // To list runs is to read the thread's journal; whether it has changed is known without.
    private void lookAgain(String runId, Optional<AgentThread> seen) {
        try {
            if (!over && seen.equals(Optional.of(present.get()))) {
                lookLater(runId, seen);
            } else {
                after(runId);
            }
        } catch (RuntimeException gone) { // the thread was removed, or the runtime was
            outlet.breakOff();
        }
    }

    private void follow(Run run, Optional<FrameId> seen) {
        RunFrames frames = new RunFrames(run, modes.apply(run), seen, run.id() + "/");
        RunReader reader =
                new RunReader(frames, outlet, () -> lookAgain(run.id(), Optional.empty()));
        stop = reader::stop;
        if (over) {
            reader.stop();
        }
        reader.read(() -> runs.events(tenant, run.id(), Optional.<EventId>empty()));
    }
}
