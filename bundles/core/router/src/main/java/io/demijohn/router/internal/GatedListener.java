package io.demijohn.router.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.tenant.CallOutcome;
import io.demijohn.tenant.CallOutcome.End;
import io.demijohn.tenant.Passage;
import java.util.Optional;

/**
 * Hears a call through to its end, for the gate that let it in. The gate is told before the caller,
 * so that who asks for what was used after an answer finds it.
 */
final class GatedListener implements ChatListener {

    private final ChatListener caller;
    private final Passage passage;
    private boolean begun;

    GatedListener(ChatListener caller, Passage passage) {
        this.caller = caller;
        this.passage = passage;
    }

    @Override
    public void onDelta(ChatDelta delta) {
        begun = true;
        caller.onDelta(delta);
    }

    @Override
    public void onComplete(ChatResult result) {
        Object name = result.metadata().get("model_name");
        passage.end(
                new CallOutcome(
                        End.COMPLETE,
                        Optional.ofNullable(name).map(String::valueOf),
                        Optional.of(result.model()),
                        result.usage()));
        caller.onComplete(result);
    }

    @Override
    public void onError(ModelException error) {
        passage.end(CallOutcome.of(end(error.kind())));
        caller.onError(error);
    }

    // A provider that refuses bills nothing; one that was heard of no more may have worked.
    private End end(ModelException.Kind kind) {
        return switch (kind) {
            case CANCELLED -> End.CANCELLED;
            case TIMEOUT, TRUNCATED, PROTOCOL, INTERNAL -> End.BROKEN;
            case INVALID_REQUEST,
                    CONTEXT_LENGTH,
                    CONTENT_POLICY,
                    AUTHENTICATION,
                    NOT_FOUND,
                    RATE_LIMITED,
                    QUOTA,
                    OVERLOADED,
                    UNAVAILABLE ->
                    begun ? End.BROKEN : End.FAILED;
        };
    }
}
