package io.demijohn.itests.crash.bad;

/** A component that cannot be. */
public final class ThrowsWhenActivated {

    /** Called by declarative services, by name. */
    public void activate() {
        throw new IllegalStateException("this component never comes up");
    }
}
