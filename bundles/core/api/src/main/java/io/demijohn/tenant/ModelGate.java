package io.demijohn.tenant;

import io.demijohn.call.CallContext;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What every call of a model passes, of whatever dialect or agent: the key's models, limits and
 * budgets before it, its usage and cost after it. The router passes it once for a call, however
 * many candidates it asks.
 */
@ProviderType
public interface ModelGate {

    /**
     * Asks to call a model.
     *
     * @param demand what the call will ask for
     * @param context whose call it is
     * @return completes, at once as a rule, with the passage; or with a {@link
     *     io.demijohn.model.ModelException}: NOT_FOUND for a model that is not the key's,
     *     RATE_LIMITED with the time after which it would be let in, QUOTA for a budget that is
     *     spent
     */
    CompletionStage<Passage> enter(ModelDemand demand, CallContext context);
}
