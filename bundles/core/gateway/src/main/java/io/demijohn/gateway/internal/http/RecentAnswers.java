package io.demijohn.gateway.internal.http;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.call.CancellationSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
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
        boolean ended; // else its bytes are counted until its stream gives them up

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
            // who is refused does not wait for it
            present.callers += present.fingerprint.equals(mine.fingerprint) ? 1 : 0;
            return present;
        }
        mine.callers = 1;
        if (perTenant.getOrDefault(name.tenant(), 0) >= PER_TENANT) {
            forgetEldest((other, entry) -> other.tenant().equals(name.tenant()));
        }
        entries.put(name, mine);
        perTenant.merge(name.tenant(), 1, Integer::sum);
        return mine;
    }

    private void ended(Name name, Entry entry, @Nullable Reply reply, @Nullable Throwable failure) {
        if (reply == null || failure != null) {
            over(name, entry, false);
            entry.answer.completeExceptionally(
                    failure == null ? new IllegalStateException("no answer") : failure);
        } else if (reply instanceof Reply.Streamed streamed) {
            entry.answer.complete(new SharedStream(streamed, keeper(name, entry)).reply());
        } else {
            over(name, entry, grows(name, entry, ((Reply.Whole) reply).body().length));
            entry.answer.complete(reply);
        }
    }

    private SharedStream.Keeper keeper(Name name, Entry entry) {
        return new SharedStream.Keeper() {
            @Override
            public boolean grows(int by) {
                return RecentAnswers.this.grows(name, entry, by);
            }

            @Override
            public void over(boolean well) {
                RecentAnswers.this.over(name, entry, well);
            }
        };
    }

    // False when it cannot be told again: too long, forgotten, or there is no room for it.
    private synchronized boolean grows(Name name, Entry entry, int by) {
        boolean fits = entries.get(name) == entry && entry.bytes + by <= MAX_ANSWER;
        if (fits && makeRoom(by)) {
            entry.bytes += by;
            bytes += by;
            return true;
        }
        forget(name, entry);
        giveUp(entry);
        return false;
    }

    // Those that are still growing keep what they have: only they can give it up.
    private boolean makeRoom(int more) {
        while (bytes + more > BYTES) {
            if (!forgetEldest((name, entry) -> entry.ended && entry.bytes > 0)) {
                return false;
            }
        }
        return true;
    }

    private synchronized void over(Name name, Entry entry, boolean well) {
        entry.ended = true;
        if (!well) {
            forget(name, entry);
        }
        if (entries.get(name) != entry) {
            giveUp(entry);
        }
    }

    private void giveUp(Entry entry) {
        bytes -= entry.bytes;
        entry.bytes = 0;
    }

    private synchronized void forget(Name name, Entry entry) {
        if (entries.remove(name, entry)) {
            perTenant.computeIfPresent(name.tenant(), (any, n) -> n > 1 ? n - 1 : null);
        }
        if (entry.ended) {
            giveUp(entry);
        }
    }

    private void forgetOld(long now) {
        while (!entries.isEmpty()) {
            Map.Entry<Name, Entry> eldest = entries.entrySet().iterator().next();
            boolean old = now - eldest.getValue().since > KEPT;
            if (!old && entries.size() < ALL) {
                return;
            }
            forget(eldest.getKey(), eldest.getValue());
        }
    }

    private boolean forgetEldest(BiPredicate<Name, Entry> which) {
        for (Map.Entry<Name, Entry> next : entries.entrySet()) {
            if (which.test(next.getKey(), next.getValue())) {
                forget(next.getKey(), next.getValue());
                return true;
            }
        }
        return false;
    }
}
