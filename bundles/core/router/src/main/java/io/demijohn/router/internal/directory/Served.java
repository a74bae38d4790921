package io.demijohn.router.internal.directory;

import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Breaker;
import java.util.Comparator;

/**
 * A model's service as the router found it. The breaker belongs to the service, not to the name: a
 * new version, or a new key in the configuration, begins with a clean slate.
 *
 * @param model the service
 * @param info asked once, when it came
 * @param ranking its service ranking
 * @param serviceId its service id
 * @param breaker whether to call it
 */
public record Served(
        ChatModel model, ModelInfo info, int ranking, long serviceId, Breaker breaker) {

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
