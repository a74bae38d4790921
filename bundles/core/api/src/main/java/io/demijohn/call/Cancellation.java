package io.demijohn.call;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells work in progress that nobody waits for it any more. Cancelling happens once and is never
 * taken back. All methods may be called from any thread.
 */
@ProviderType
public interface Cancellation {

    /** A cancellation that never happens. */
    Cancellation NEVER = CancellationSource.never();

    /**
     * Whether the caller has given up.
     *
     * @return true from the moment of cancelling, for ever
     */
    boolean isCancelled();

    /**
     * Runs an action once when cancelled; at once, on this thread, when that has already happened.
     * Actions must be quick and must not throw. Close the registration when the work has ended, so
     * that a long-lived source does not hold on to it.
     *
     * @param action what to do, for example closing a socket
     * @return a registration whose {@code close} forgets the action
     */
    Registration onCancel(Runnable action);

    /** Forgets an action. Closing twice, or after the action ran, does nothing. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
