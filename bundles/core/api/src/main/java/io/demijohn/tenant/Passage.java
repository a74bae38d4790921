package io.demijohn.tenant;

import org.osgi.annotation.versioning.ProviderType;

/** A call that was let in: its limits are taken and its end is owed. */
@ProviderType
public interface Passage {

    /**
     * The call is over: gives back what it had reserved, and writes down what it used. The first
     * end counts. Never waits.
     *
     * @param outcome what became of it
     */
    void end(CallOutcome outcome);
}
