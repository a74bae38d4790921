package io.demijohn.router.internal.call;

import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The side that waits for the answer. A listener that throws loses its own answer and no other. */
final class Caller {

    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);

    private final ChatListener listener;
    private Cancellation.Registration cancelling = () -> {};
    private boolean ended;

    Caller(ChatListener listener) {
        this.listener = listener;
    }

    /** What to forget at the end. */
    void registered(Cancellation.Registration registration) {
        if (ended) {
            registration.close();
        } else {
            cancelling = registration;
        }
    }

    /** False when the listener broke. */
    boolean piece(ChatDelta delta) {
        try {
            listener.onDelta(delta);
            return true;
        } catch (Throwable e) { // a linkage error must not stop what else waits for this call
            LOG.error("a listener broke at a piece of its answer; its call is given up", e);
            return false;
        }
    }

    void complete(ChatResult result) {
        end(() -> listener.onComplete(result));
    }

    void fail(ModelException error) {
        end(() -> listener.onError(error));
    }

    private void end(Runnable last) {
        ended = true;
        cancelling.close();
        try {
            last.run();
        } catch (Throwable e) { // as above
            LOG.error("a listener broke at the end of its answer; it may have lost it", e);
        }
    }
}
