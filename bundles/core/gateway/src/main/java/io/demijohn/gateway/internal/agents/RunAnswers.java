package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.EventId;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunService;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Outlet;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.platform.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers that take as long as a run does. Their headers do not wait for it. */
final class RunAnswers {

    private static final byte[] SPACE = {'\n'};

    private final Platform platform;

    RunAnswers(Platform platform) {
        this.platform = platform;
    }

    /** Where a run is; nothing may follow the id. */
    static String path(Run run, Call call) {
        return call.optionalUuid("thread_id").isPresent()
                ? "/threads/" + run.threadId() + "/runs/" + run.id()
                : "/runs/" + run.id();
    }

    Reply waiting(Call call, Run run, boolean cancelOnDisconnect) {
        return new Reply.Streamed(
                Reply.JSON,
                Map.of("Content-Location", path(run, call)),
                SPACE,
                outlet -> {
                    outlet.onOver(left -> leave(call, run, left && cancelOnDisconnect));
                    outcome(call, run)
                            .whenComplete(
                                    (outcome, failure) -> end(call, outlet, outcome, failure));
                });
    }

    // The headers are gone: a refusal has to go the way of every other failure.
    private CompletionStage<RunOutcome> outcome(Call call, Run run) {
        try {
            return platform.runs().join(call.tenant(), run.id());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void end(
            Call call, Outlet outlet, @Nullable RunOutcome outcome, @Nullable Throwable failure) {
        outlet.finish(Json.write(result(call, outcome, failure)));
    }

    // The status has been sent already, so a failure of ours has to look like one of the run's.
    private static Map<String, @Nullable Object> result(
            Call call, @Nullable RunOutcome outcome, @Nullable Throwable failure) {
        if (outcome != null && failure == null) {
            return Outcome.of(outcome);
        }
        Throwable cause = failure == null ? new IllegalStateException("no outcome") : failure;
        Problem problem = Problems.of(cause, Dialect.AGENTS, call.requestId());
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("error", Problems.kind(cause));
        error.put("message", problem.text());
        return Outcome.failure(error);
    }

    private void leave(Call call, Run run, boolean cancel) {
        if (cancel) {
            platform.runs().cancel(call.tenant(), run.id(), RunService.CancelAction.INTERRUPT);
        }
    }

    Reply joined(Call call, Run run) {
        List<String> wanted = call.query().list("stream_mode");
        StreamModes modes = StreamModes.of(wanted.isEmpty() ? ownModes(run) : wanted);
        Optional<String> last = call.header("Last-Event-ID").filter(id -> !id.isEmpty());
        Optional<FrameId> seen =
                last.filter(id -> !id.equals(ThreadFollower.ALL)).map(FrameId::parse);
        boolean all = last.isPresent() && seen.isEmpty();
        EventId from =
                all || (seen.isPresent() && modes.needHistory())
                        ? new EventId(0, 0, 0)
                        : seen.map(FrameId::event)
                                .orElseGet(() -> platform.runs().next(call.tenant(), run.id()));
        boolean cancel = call.query().flag("cancel_on_disconnect");
        RunFrames frames = new RunFrames(run, modes, seen, "");
        // asked for before the status is sent, so that a refusal is one
        Flow.Publisher<RunEvent> events =
                platform.runs().events(call.tenant(), run.id(), Optional.of(from));
        return stream(call, run, frames, () -> events, cancel);
    }

    private static List<String> ownModes(Run run) {
        Object modes = run.kwargs().get("stream_mode");
        if (modes instanceof String one) {
            return List.of(one);
        }
        return modes instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The events of all runs of a thread; the SDK has words of its own for the modes. */
    Reply following(Call call, String threadId) {
        List<String> wanted = call.query().list("stream_mode");
        Optional<String> last = call.header("Last-Event-ID").filter(id -> !id.isEmpty());
        last.filter(id -> !id.equals(ThreadFollower.ALL)).ifPresent(ThreadFollower.Position::parse);
        Function<Run, StreamModes> modes = threadModes(wanted);
        return new Reply.Streamed(
                Reply.EVENTS,
                Map.of("Location", "/threads/" + threadId + "/stream"),
                Sse.heartbeat(),
                outlet ->
                        new ThreadFollower(
                                        platform.runs(),
                                        call.tenant(),
                                        threadId,
                                        modes,
                                        () -> thread(call.tenant(), threadId),
                                        outlet)
                                .begin(last));
    }

    private AgentThread thread(String tenant, String threadId) {
        return platform.threads()
                .find(tenant, threadId)
                .orElseThrow(() -> Problem.of(404, "There is no thread " + threadId));
    }

    private static Function<Run, StreamModes> threadModes(List<String> wanted) {
        if (wanted.isEmpty() || wanted.contains("run_modes")) {
            return run -> StreamModes.of(ownModes(run));
        }
        if (wanted.equals(List.of("lifecycle"))) {
            return run -> StreamModes.NONE;
        }
        StreamModes modes =
                StreamModes.of(wanted.contains("state_update") ? List.of("values") : wanted);
        return run -> modes;
    }

    /** The events of a run that was made just now, so nothing may be refused any more. */
    Reply events(Call call, Run run, StreamModes modes, boolean cancel) {
        RunFrames frames = new RunFrames(run, modes, Optional.empty(), "");
        return stream(
                call,
                run,
                frames,
                () -> platform.runs().events(call.tenant(), run.id(), Optional.empty()),
                cancel);
    }

    private Reply stream(
            Call call,
            Run run,
            RunFrames frames,
            Supplier<Flow.Publisher<RunEvent>> events,
            boolean cancel) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Location", path(run, call));
        headers.put("Location", "/threads/" + run.threadId() + "/runs/" + run.id() + "/stream");
        return new Reply.Streamed(
                Reply.EVENTS,
                headers,
                Sse.heartbeat(),
                outlet -> {
                    RunReader reader = new RunReader(frames, outlet, outlet::finish);
                    outlet.onOver(
                            left -> {
                                reader.stop();
                                leave(call, run, left && cancel);
                            });
                    reader.read(events);
                });
    }
}
