package io.demijohn.gateway.internal.http;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.call.CancellationSource;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests with an idempotency key, for what keeps no record of its own: the second
 * request joins the first while that is under way, and gets its answer for a while after. In memory
 * and bounded; what failed is forgotten at once, so that it can be tried again.
 */
public final class RecentAnswers {

    /** The most that one answer may be, in bytes; a larger one is not kept. */
    static final int MAX_ANSWER = 1024 * 1024;

    private static final long KEPT = Duration.ofMinutes(10).toNanos();
    private static final int PER_TENANT = 1_000;
    private static final int ALL = 10_000;
    private static final long BYTES = 64L * 1024 * 1024;

    private record Name(String tenant, String key) {}

    private static final class Entry {
        final String fingerprint;
        final long since;
        final CompletableFuture<Reply> answer = new CompletableFuture<>();
        final CancellationSource allGone = new CancellationSource();
        long bytes;
        int callers;
        boolean ended;

        Entry(String fingerprint, long since) {
            this.fingerprint = fingerprint;
            this.since = since;
        }
    }

    private final LongSupplier nanos;
    // in the order of their coming: the eldest goes first
    private final Map<Name, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Integer> perTenant = new LinkedHashMap<>();
    private long bytes;

    /**
     * Knows nothing yet.
     *
     * @param nanos a monotonic clock
     */
    public RecentAnswers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Serves each request with a key once.
     *
     * @param endpoint who serves it
     * @return who serves it, or finds the answer
     */
    Endpoint once(Endpoint endpoint) {
        return call -> {
            IdempotencyKey key = call.idempotency().orElse(null);
            return key == null ? endpoint.answer(call) : answer(endpoint, call, key);
        };
    }

    private CompletionStage<? extends Reply> answer(
            Endpoint endpoint, Call call, IdempotencyKey key) {
        Name name = new Name(call.tenant(), key.key());
        Entry mine = new Entry(key.fingerprint(), nanos.getAsLong());
        Entry first = claim(name, mine);
        if (!first.fingerprint.equals(key.fingerprint())) {
            throw Problem.of(
                    422,
                    "Idempotency-Key "
                            + key.key()
                            + " was used for another request: use a new key for a new request");
        }
        call.gone().onCancel(() -> left(name, first));
        if (first != mine) {
            return first.answer;
        }
        try {
            endpoint.answer(call.with(mine.allGone))
                    .whenComplete((reply, failure) -> ended(name, mine, reply, failure));
        } catch (RuntimeException e) {
            ended(name, mine, null, e);
        }
        return mine.answer;
    }

    // What somebody waits for is not stopped because another one has left.
    private void left(Name name, Entry entry) {
        synchronized (this) {
            if (--entry.callers > 0 || entry.ended) {
                return;
            }
            forget(name, entry);
        }
        entry.allGone.cancel();
    }

    private synchronized Entry claim(Name name, Entry mine) {
        forgetOld(mine.since);
        Entry present = entries.get(name);
        if (present != null) {
            present.callers++;
            return present;
        }
        mine.callers = 1;
        if (perTenant.getOrDefault(name.tenant(), 0) >= PER_TENANT) {
            eldest(name.tenant());
        }
        entries.put(name, mine);
        perTenant.merge(name.tenant(), 1, Integer::sum);
        return mine;
    }

    private void ended(Name name, Entry entry, @Nullable Reply reply, @Nullable Throwable failure) {
        if (reply == null || failure != null) {
            forget(name, entry);
            entry.answer.completeExceptionally(
                    failure == null ? new IllegalStateException("no answer") : failure);
        } else if (reply instanceof Reply.Streamed streamed) {
            entry.answer.complete(
                    new SharedStream(streamed, size -> kept(name, entry, size)).reply());
        } else {
            kept(name, entry, ((Reply.Whole) reply).body().length);
            entry.answer.complete(reply);
        }
    }

    // Less than nothing, or too much: it cannot be told again.
    private synchronized void kept(Name name, Entry entry, long size) {
        entry.ended = true;
        if (size < 0 || size > MAX_ANSWER) {
            forget(name, entry);
        } else if (entries.get(name) == entry) {
            entry.bytes = size;
            bytes += size;
        }
    }

    private synchronized void forget(Name name, Entry entry) {
        if (entries.remove(name, entry)) {
            bytes -= entry.bytes;
            perTenant.computeIfPresent(name.tenant(), (any, n) -> n > 1 ? n - 1 : null);
        }
    }

    private void forgetOld(long now) {
        while (!entries.isEmpty()) {
            Map.Entry<Name, Entry> eldest = entries.entrySet().iterator().next();
            boolean old = now - eldest.getValue().since > KEPT;
            if (!old && entries.size() < ALL && bytes < BYTES) {
                return;
            }
            forget(eldest.getKey(), eldest.getValue());
        }
    }

    private void eldest(String tenant) {
        Iterator<Map.Entry<Name, Entry>> all = entries.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Name, Entry> next = all.next();
            if (next.getKey().tenant().equals(tenant)) {
                forget(next.getKey(), next.getValue());
                return;
            }
        }
    }
}
