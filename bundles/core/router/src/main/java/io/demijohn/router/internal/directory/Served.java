package io.demijohn.router.internal.directory;

import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Breaker;
import io.demijohn.router.internal.breaker.PluginGuard;
import java.util.Comparator;

/**
 * A model's service as the router found it. The breaker belongs to the provider, the model and the
 * credential, and outlives the service when another with the same comes; the guard belongs to the
 * service alone, so that a new version of a plugin begins with a clean slate.
 *
 * @param model the service
 * @param info asked once, when it came
 * @param ranking its service ranking
 * @param serviceId its service id
 * @param breaker whether its provider answers
 * @param guard whether the plugin works
 */
public record Served(
        ChatModel model,
        ModelInfo info,
        int ranking,
        long serviceId,
        Breaker breaker,
        PluginGuard guard) {

    static final Comparator<Served> BEST_FIRST =
            Comparator.comparingInt(Served::ranking)
                    .reversed()
                    .thenComparingLong(Served::serviceId);

    /**
     * The name it serves.
     *
     * @return the model's name
     */
    public String name() {
        return info.name();
    }
}
