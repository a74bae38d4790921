package io.demijohn.runtime.internal.tool;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a tool. Ends within the tool's time limit whatever the tool does; the tool's permit
 * is given back only when the tool itself has ended, so a tool that hangs fills its own bulkhead
 * and nobody else's.
 */
final class ToolCallTask {

    private static final Logger LOG = LoggerFactory.getLogger(ToolCallTask.class);

    private final ToolEntry tool;
    private final ToolBounds bounds;
    private final Timers timers;
    private final TickClock clock;
    private final BiConsumer<String, ToolOutcome> meter;
    private final CompletableFuture<ToolResult> answer = new CompletableFuture<>();
    private final AtomicBoolean holdsPermit = new AtomicBoolean();

    ToolCallTask(
            ToolEntry tool,
            ToolBounds bounds,
            Timers timers,
            TickClock clock,
            BiConsumer<String, ToolOutcome> meter) {
        this.tool = tool;
        this.bounds = bounds;
        this.timers = timers;
        this.clock = clock;
        this.meter = meter;
    }

    CompletionStage<ToolResult> start(
            Executor threads, String callId, String key, String arguments, CallContext context) {
        long began = clock.nanoTime();
        answer.whenComplete((result, error) -> measure(result, error, clock.nanoTime() - began));
        if (!tool.bulkhead().tryAcquire()) {
            fail(ToolException.Kind.UNAVAILABLE, "has too many calls under way: try again later");
            return answer;
        }
        holdsPermit.set(true);
        CancellationSource cancellation = CancellationSource.childOf(context.cancellation());
        Timers.Timer limit = timers.after(limit(context), () -> late(cancellation));
        Cancellation.Registration gone =
                context.cancellation()
                        .onCancel(() -> fail(ToolException.Kind.CANCELLED, "was cancelled"));
        answer.whenComplete(
                (result, error) -> {
                    limit.cancel();
                    gone.close();
                });
        CallContext inner =
                context.notAfter(clock.instant().plus(tool.spec().timeLimit())).with(cancellation);
        threads.execute(() -> run(callId, key, arguments, inner, cancellation));
        return answer;
    }

    private Duration limit(CallContext context) {
        Duration left = context.remaining(clock);
        Duration limit = tool.spec().timeLimit();
        return left.compareTo(limit) < 0 ? left : limit;
    }

    private void late(CancellationSource cancellation) {
        fail(
                ToolException.Kind.TIMEOUT,
                "did not answer within " + tool.spec().timeLimit().toMillis() + " ms");
        cancellation.cancel();
    }

    private void fail(ToolException.Kind kind, String what) {
        answer.completeExceptionally(
                new ToolException(kind, "tool " + tool.spec().name() + " " + what));
    }

    /** A tool may throw anything: it is somebody else's code, and this is its edge. */
    private void run(
            String callId,
            String key,
            String arguments,
            CallContext context,
            CancellationSource cancellation) {
        try {
            if (answer.isDone()) {
                ended(cancellation);
                return;
            }
            Map<String, Object> values = tool.arguments().read(arguments);
            tool.executor()
                    .execute(new ToolInvocation(callId, key, values), context)
                    .whenComplete(
                            (result, error) -> {
                                ended(cancellation);
                                answered(result, error);
                            });
        } catch (Throwable e) {
            ended(cancellation);
            answered(null, e);
            if (e instanceof VirtualMachineError) {
                LOG.error("tool {} broke the virtual machine's limits", tool.spec().name(), e);
            }
        }
    }

    private void ended(CancellationSource cancellation) {
        if (holdsPermit.compareAndSet(true, false)) {
            tool.bulkhead().release();
        }
        cancellation.cancel(); // lets go of the outer one
    }

    private void answered(@Nullable ToolResult result, @Nullable Throwable error) {
        if (error != null) {
            answer.completeExceptionally(known(error));
        } else if (result == null) {
            fail(ToolException.Kind.INTERNAL, "answered nothing");
        } else {
            answer.complete(new ToolResult(cut(result.text()), result.failed()));
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

    private String cut(String text) {
        int most = bounds.resultBytes();
        if (text.length() <= most / 3) {
            return text;
        }
        ByteBuffer room = ByteBuffer.allocate(most);
        CharBuffer chars = CharBuffer.wrap(text);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(chars, room, true);
        return chars.hasRemaining()
                ? text.substring(0, chars.position())
                        + "\n[cut here: the answer is longer than the "
                        + most
                        + " bytes of tool.max.result.bytes]"
                : text;
    }

    private void measure(@Nullable ToolResult result, @Nullable Throwable error, long nanos) {
        String outcome = result != null && !result.failed() ? "ok" : "failed";
        if (error instanceof ToolException known) {
            outcome = known.kind().name().toLowerCase(Locale.ROOT);
        }
        meter.accept(tool.spec().name(), new ToolOutcome(outcome, nanos));
    }
}
