package io.demijohn.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The side of a {@link Cancellation} that cancels. Thread-safe. */
public final class CancellationSource implements Cancellation {

    private final Map<Object, Runnable> actions = new LinkedHashMap<>();
    private final boolean cancellable;
    private volatile boolean cancelled;

    /** A source that has not been cancelled. */
    public CancellationSource() {
        this(true);
    }

    private CancellationSource(boolean cancellable) {
        this.cancellable = cancellable;
    }

    static Cancellation never() {
        return new CancellationSource(false);
    }

    /**
     * A source that is cancelled when its parent is, or by itself.
     *
     * @param parent the outer cancellation
     * @return a source of its own
     */
    public static CancellationSource childOf(Cancellation parent) {
        CancellationSource child = new CancellationSource();
        Registration registration = parent.onCancel(child::cancel);
        child.onCancel(registration::close);
        return child;
    }

    /**
     * Cancels, and runs every registered action on this thread. Only the first call does anything.
     *
     * @return true if this call was the one that cancelled
     */
    public boolean cancel() {
        List<Runnable> due;
        synchronized (actions) {
            if (cancelled || !cancellable) {
                return false;
            }
            cancelled = true;
            due = List.copyOf(actions.values());
            actions.clear();
        }
        due.forEach(Runnable::run);
        return true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Registration onCancel(Runnable action) {
        if (!cancellable) {
            return () -> {};
        }
        Object key = new Object();
        synchronized (actions) {
            if (!cancelled) {
                actions.put(key, action);
                return () -> forget(key);
            }
        }
        action.run();
        return () -> {};
    }

    private void forget(Object key) {
        synchronized (actions) {
            actions.remove(key);
        }
    }
}
