package io.demijohn.outbound.internal.exchange;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. Holds no thread while it waits: bytes, timers and the cancellation
 * come from threads of their own and meet in the {@link Mailbox}. Ends exactly once; when it ends
 * before the answer does, it closes the connection.
 */
final class Exchange<T> {

    /** After all that matters has come, nobody waits long for the rest. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** What an exchange needs from its model. */
    record Wiring(
            HttpClient client,
            ScheduledExecutorService timers,
            TickClock clock,
            Limits limits,
            Failures failures,
            Consumer<Exchange<?>> onEnd) {}

    private final Wiring wiring;
    private final CallContext context;
    private final Function<HttpResponse.ResponseInfo, Reader<T>> readers;
    private final Consumer<T> onResult;
    private final Consumer<ModelException> onError;
    private final Mailbox mailbox = new Mailbox();
    private Cancellation.Registration registration = () -> {};
    private @Nullable CompletableFuture<?> sending;
    private Flow.@Nullable Subscription subscription;
    private @Nullable Reader<T> reader;
    private @Nullable ScheduledFuture<?> timer;
    private long received;
    private long lastPiece;
    private long lastPieceAt;
    private boolean ended;

    Exchange(
            Wiring wiring,
            CallContext context,
            Function<HttpResponse.ResponseInfo, Reader<T>> readers,
            Consumer<T> onResult,
            Consumer<ModelException> onError) {
        this.wiring = wiring;
        this.context = context;
        this.readers = readers;
        this.onResult = onResult;
        this.onError = onError;
    }

    void start(HttpRequest request) {
        mailbox.post(() -> guarded(() -> send(request)));
        Cancellation.Registration registered =
                context.cancellation()
                        .onCancel(() -> fail(new ModelException(Kind.CANCELLED, "cancelled")));
        mailbox.post(() -> keep(registered));
    }

    /** Ends with this failure, unless it has ended already. */
    void fail(ModelException why) {
        mailbox.post(() -> end(() -> onError.accept(why), false));
    }

    private void keep(Cancellation.Registration registered) {
        registration = registered;
        if (ended) {
            registered.close();
        }
    }

    private void send(HttpRequest request) {
        if (ended) {
            return;
        }
        if (context.cancellation().isCancelled()) {
            fail(new ModelException(Kind.CANCELLED, "cancelled"));
            return;
        }
        lastPieceAt = wiring.clock().nanoTime();
        watch();
        if (ended) {
            return;
        }
        CompletableFuture<HttpResponse<Void>> answer =
                wiring.client().sendAsync(request, this::receive);
        sending = answer;
        answer.whenComplete(
                (response, thrown) -> {
                    if (thrown != null) {
                        mailbox.post(() -> broken(thrown));
                    }
                });
    }

    private HttpResponse.BodySubscriber<Void> receive(HttpResponse.ResponseInfo head) {
        mailbox.post(() -> guarded(() -> reader = readers.apply(head)));
        return new Body();
    }

    private void bytes(List<ByteBuffer> buffers) {
        if (ended || reader == null) {
            return;
        }
        Reader<T> current = reader;
        for (ByteBuffer buffer : buffers) {
            received += buffer.remaining();
            if (received > wiring.limits().maxBytes()) {
                throw wiring.failures()
                        .protocol("more than " + wiring.limits().maxBytes() + " bytes");
            }
            current.read(buffer);
        }
        if (current.pieces() != lastPiece) {
            lastPiece = current.pieces();
            lastPieceAt = wiring.clock().nanoTime();
        }
        if (current.progress() == Reader.Progress.DONE) {
            succeed(current);
        } else if (current.progress() == Reader.Progress.FINISHING) {
            watch();
        }
    }

    private void finished() {
        if (!ended && reader != null) {
            reader.end();
            succeed(reader);
        }
    }

    private void broken(Throwable thrown) {
        if (ended) {
            return;
        }
        if (!succeedIfFinishing()) {
            ModelException why = wiring.failures().network(thrown, reader != null);
            end(() -> onError.accept(why), false);
        }
    }

    /** An answer that lacks nothing but its last formalities is an answer. */
    private boolean succeedIfFinishing() {
        Reader<T> current = reader;
        if (current == null || current.progress() != Reader.Progress.FINISHING) {
            return false;
        }
        guarded(() -> succeed(current));
        return true;
    }

    private void succeed(Reader<T> complete) {
        T result = complete.result();
        end(() -> onResult.accept(result), true);
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (ModelException e) {
            end(() -> onError.accept(e), false);
        } catch (RuntimeException e) {
            ModelException defect =
                    new ModelException(
                            Kind.INTERNAL, "a defect while reading an answer", e, Optional.empty());
            end(() -> onError.accept(defect), false);
        }
    }

    private void end(Runnable last, boolean clean) {
        if (ended) {
            return;
        }
        ended = true;
        registration.close();
        if (timer != null) {
            timer.cancel(false);
        }
        if (clean && subscription != null) {
            linger(subscription);
        } else {
            disconnect();
        }
        tell(last);
        wiring.onEnd().accept(this);
    }

    private static void tell(Runnable last) {
        try {
            last.run();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Exchange.class).warn("a listener failed at the end", e);
        }
    }

    private void disconnect() {
        if (subscription != null) {
            subscription.cancel();
        }
        if (sending != null) {
            sending.cancel(true);
        }
    }

    /** Reads what little is left, so that the connection can be used again, but not for long. */
    private void linger(Flow.Subscription rest) {
        rest.request(Long.MAX_VALUE);
        try {
            timer =
                    wiring.timers()
                            .schedule(
                                    () -> mailbox.post(this::disconnect),
                                    LINGER.toMillis(),
                                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            disconnect();
        }
    }

    /** Ends the call when it is late; else comes back when it would be. */
    private void watch() {
        if (ended) {
            return;
        }
        Duration left = context.remaining(wiring.clock());
        Duration quiet = patience().minusNanos(wiring.clock().nanoTime() - lastPieceAt);
        if (left.isZero() || quiet.isNegative() || quiet.isZero()) {
            late(left.isZero());
            return;
        }
        long nanos = Math.min(left.toNanos(), quiet.toNanos());
        if (timer != null) {
            timer.cancel(false);
        }
        try {
            timer =
                    wiring.timers()
                            .schedule(() -> mailbox.post(this::watch), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            fail(new ModelException(Kind.UNAVAILABLE, "the model was stopped"));
        }
    }

    private Duration patience() {
        Reader.Progress progress = reader == null ? Reader.Progress.WAITING : reader.progress();
        return switch (progress) {
            case WAITING -> wiring.limits().firstToken();
            case FINISHING -> LINGER;
            default -> wiring.limits().idle();
        };
    }

    private void late(boolean deadline) {
        if (succeedIfFinishing()) {
            return;
        }
        String what =
                deadline
                        ? "did not finish before the deadline"
                        : "said nothing for " + patience().toMillis() + " ms";
        ModelException why = wiring.failures().timeout(what);
        end(() -> onError.accept(why), false);
    }

    /** Hands the bytes of one answer to the mailbox, one delivery at a time. */
    private final class Body implements HttpResponse.BodySubscriber<Void> {

        private final CompletableFuture<Void> body = new CompletableFuture<>();

        @Override
        public CompletableFuture<Void> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            mailbox.post(
                    () -> {
                        subscription = given;
                        if (ended) {
                            disconnect();
                        } else {
                            given.request(1);
                        }
                    });
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            mailbox.post(
                    () -> {
                        guarded(() -> bytes(buffers));
                        if (!ended && subscription != null) {
                            subscription.request(1);
                        }
                    });
        }

        @Override
        public void onError(Throwable thrown) {
            mailbox.post(() -> broken(thrown));
            body.completeExceptionally(thrown);
        }

        @Override
        public void onComplete() {
            mailbox.post(
                    () -> {
                        guarded(Exchange.this::finished);
                        if (timer != null) {
                            timer.cancel(false);
                        }
                    });
            body.complete(null);
        }
    }
}
