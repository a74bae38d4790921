package io.demijohn.shell.internal.agent;

import java.util.concurrent.atomic.AtomicReference;

/** What Ctrl-C does now: cancel the run under way, or nothing. */
final class Interruption {

    private final AtomicReference<Runnable> action = new AtomicReference<>(Interruption::nothing);

    void meansNow(Runnable cancel) {
        action.set(cancel);
    }

    void meansNothing() {
        action.set(Interruption::nothing);
    }

    void happen() {
        action.getAndSet(Interruption::nothing).run();
    }

    private static void nothing() {
        // a person who presses Ctrl-C at the wrong moment loses nothing
    }
}
