package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.EventId;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunService;
import io.demijohn.agent.Search;
import io.demijohn.gateway.internal.http.Outlet;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One stream over the runs of a thread, one after the other, until its reader leaves. Run ids grow
 * with time, so the next run is the smallest id after the present one. Ids of events name their
 * run, because those of two runs may be equal otherwise.
 */
final class ThreadFollower {

    private static final Executor SOON =
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
    private static final Search NEWEST = Search.ALL.page(50, 0);

    private final RunService runs;
    private final String tenant;
    private final String threadId;
    private final Function<Run, StreamModes> modes;
    private final Outlet outlet;
    private volatile boolean over;
    private volatile Runnable stop = () -> {};

    ThreadFollower(
            RunService runs,
            String tenant,
            String threadId,
            Function<Run, StreamModes> modes,
            Outlet outlet) {
        this.runs = runs;
        this.tenant = tenant;
        this.threadId = threadId;
        this.modes = modes;
        this.outlet = outlet;
    }

    /** Begins with what is under way, or where a reader left off. */
    void begin(Optional<String> lastEventId) {
        outlet.onOver(
                left -> {
                    over = true;
                    stop.run();
                });
        Optional<Position> position = lastEventId.map(Position::parse);
        if (position.isPresent()) {
            resume(position.get());
        } else {
            after(newestEnded());
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

    private String newestEnded() {
        return runs.list(tenant, Optional.of(threadId), NEWEST).items().stream()
                .filter(run -> run.status().ended())
                .map(Run::id)
                .max(Comparator.naturalOrder())
                .orElse("");
    }

    private void after(String runId) {
        if (over) {
            return;
        }
        Optional<Run> next =
                runs.list(tenant, Optional.of(threadId), NEWEST).items().stream()
                        .filter(run -> run.id().compareTo(runId) > 0)
                        .min(Comparator.comparing(Run::id));
        if (next.isPresent()) {
            follow(next.get(), Optional.empty());
        } else {
            SOON.execute(() -> lookAgain(runId));
        }
    }

    private void lookAgain(String runId) {
        try {
            after(runId);
        } catch (RuntimeException gone) { // the thread was removed, or the runtime was
            outlet.breakOff();
        }
    }

    private void follow(Run run, Optional<FrameId> seen) {
        RunFrames frames = new RunFrames(run, modes.apply(run), seen, run.id() + "/");
        RunReader reader = new RunReader(frames, outlet, () -> after(run.id()));
        stop = reader::stop;
        runs.events(tenant, run.id(), Optional.<EventId>empty()).subscribe(reader);
        if (over) {
            reader.stop();
        }
    }
}
