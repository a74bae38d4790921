package io.demijohn.router.internal.call;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.router.internal.directory.Served;

/** What each candidate of a call is asked. */
public interface Question {

    /**
     * Calls the plugin once.
     *
     * @param candidate whom to ask
     * @param context the attempt's own cancellation
     * @param listener the attempt; hears the answer, and whatever this throws
     */
    void ask(Served candidate, CallContext context, ChatListener listener);
}
