package io.demijohn.runtime.internal.tool;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.exec.Bulkhead;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call or probe of a tool. It waits for a place no longer than a call may take, and ends within
 * the tool's time limit whatever the tool does; the place is given back only when the tool itself
 * has ended, so a tool that hangs fills its own bulkhead and nobody else's.
 *
 * @param <T> what the tool answers
 */
final class ToolCallTask<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ToolCallTask.class);

    private final ToolEntry tool;
    private final BiFunction<ToolInvocation, CallContext, CompletionStage<T>> work;
    private final UnaryOperator<T> tidy;
    private final Timers timers;
    private final TickClock clock;
    private final BiConsumer<String, ToolOutcome> meter;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    ToolCallTask(
            ToolEntry tool,
            BiFunction<ToolInvocation, CallContext, CompletionStage<T>> work,
            UnaryOperator<T> tidy,
            Timers timers,
            TickClock clock,
            BiConsumer<String, ToolOutcome> meter) {
        this.tool = tool;
        this.work = work;
        this.tidy = tidy;
        this.timers = timers;
        this.clock = clock;
        this.meter = meter;
    }

    CompletionStage<T> start(
            Executor threads, String callId, String key, String arguments, CallContext context) {
        long began = clock.nanoTime();
        answer.whenComplete((result, error) -> measure(result, error, clock.nanoTime() - began));
        CompletableFuture<Bulkhead.Place> place = new CompletableFuture<>();
        Runnable go =
                () ->
                        place.thenAccept(
                                mine ->
                                        threads.execute(
                                                () ->
                                                        admitted(
                                                                mine, callId, key, arguments,
                                                                context)));
        Optional<Bulkhead.Place> asked = tool.bulkhead().enter(go);
        if (asked.isEmpty()) {
            fail(
                    ToolException.Kind.UNAVAILABLE,
                    "has too many calls under way and waiting: try again later");
            return answer;
        }
        Cancellation.Registration gone =
                context.cancellation()
                        .onCancel(() -> fail(ToolException.Kind.CANCELLED, "was cancelled"));
        Timers.Timer patience = timers.after(limit(context), () -> noPlace(asked.get()));
        answer.whenComplete(
                (result, error) -> {
                    patience.cancel();
                    gone.close();
                    asked.get().giveUp();
                });
        place.complete(asked.get());
        return answer;
    }

    private void noPlace(Bulkhead.Place place) {
        if (place.giveUp()) {
            fail(
                    ToolException.Kind.UNAVAILABLE,
                    "had no free place within "
                            + tool.timeLimit().toMillis()
                            + " ms: too many calls are under way");
        }
    }

    private Duration limit(CallContext context) {
        Duration left = context.remaining(clock);
        return left.compareTo(tool.timeLimit()) < 0 ? left : tool.timeLimit();
    }

    private void late(CancellationSource cancellation) {
        fail(
                ToolException.Kind.TIMEOUT,
                "did not answer within " + tool.timeLimit().toMillis() + " ms");
        cancellation.cancel();
    }

    private void fail(ToolException.Kind kind, String what) {
        answer.completeExceptionally(
                new ToolException(kind, "tool " + tool.spec().name() + " " + what));
    }

    private void admitted(
            Bulkhead.Place place,
            String callId,
            String key,
            String arguments,
            CallContext context) {
        // The cancel may have ended the call before this one and not have come to this one yet.
        if (answer.isDone() || context.cancellation().isCancelled()) {
            place.leave();
            return;
        }
        CancellationSource cancellation = CancellationSource.childOf(context.cancellation());
        Timers.Timer limit = timers.after(limit(context), () -> late(cancellation));
        answer.whenComplete((result, error) -> limit.cancel());
        CallContext inner =
                context.notAfter(clock.instant().plus(tool.timeLimit())).with(cancellation);
        Runnable ended =
                () -> {
                    place.leave();
                    cancellation.cancel(); // lets go of the outer one
                };
        run(callId, key, arguments, inner, ended);
    }

    /** A tool may throw anything: it is somebody else's code, and this is its edge. */
    private void run(
            String callId, String key, String arguments, CallContext context, Runnable ended) {
        try {
            Map<String, Object> values = tool.arguments().read(arguments);
            work.apply(new ToolInvocation(callId, key, values), context)
                    .whenComplete(
                            (result, error) -> {
                                ended.run();
                                answered(result, error);
                            });
        } catch (Throwable e) {
            ended.run();
            answered(null, e);
            if (e instanceof VirtualMachineError) {
                LOG.error("tool {} broke the virtual machine's limits", tool.spec().name(), e);
            }
        }
    }

    private void answered(@Nullable T result, @Nullable Throwable error) {
        if (error != null) {
            answer.completeExceptionally(known(error));
        } else if (result == null) {
            fail(ToolException.Kind.INTERNAL, "answered nothing");
        } else {
            answer.complete(tidy.apply(result));
        }
    }

    private ToolException known(Throwable error) {
        Throwable cause =
                error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error;
        if (cause instanceof ToolException known) {
            return known;
        }
        LOG.warn("tool {} broke", tool.spec().name(), cause);
        return new ToolException(
                ToolException.Kind.INTERNAL,
                "tool " + tool.spec().name() + " broke: " + cause.getClass().getSimpleName(),
                cause);
    }

    private void measure(@Nullable T result, @Nullable Throwable error, long nanos) {
        boolean failed = error != null || (result instanceof ToolResult told && told.failed());
        String outcome = failed ? "failed" : "ok";
        if (error instanceof ToolException known) {
            outcome = known.kind().name().toLowerCase(Locale.ROOT);
        }
        meter.accept(tool.spec().name(), new ToolOutcome(outcome, nanos));
    }
}
