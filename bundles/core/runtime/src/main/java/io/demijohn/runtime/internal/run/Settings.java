package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentSpec;
import io.demijohn.model.Sampling;
import io.demijohn.runtime.internal.journal.RunOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run uses: the agent's definition and what its caller may override.
 *
 * @param models in order of preference
 * @param instructions the system message
 * @param tools names
 * @param sampling how the model chooses words
 * @param maxSteps supersteps
 * @param spec the definition
 */
record Settings(
        List<String> models,
        String instructions,
        List<String> tools,
        Sampling sampling,
        int maxSteps,
        AgentSpec spec) {

    static Settings of(AgentSpec spec, RunOrder order) {
        return of(spec, order.config(), order.context());
    }

    /** Resolves and checks; the message of a refusal names the field and the fix. */
    static Settings of(AgentSpec spec, Map<String, Object> config, Map<String, Object> context) {
        Map<String, Object> wishes = new LinkedHashMap<>(context);
        if (config.get("configurable") instanceof Map<?, ?> configurable) {
            configurable.forEach((key, value) -> wishes.put(String.valueOf(key), value));
        }
        wishes.keySet().retainAll(AgentSpec.OVERRIDES);
        wishes.values().removeIf(java.util.Objects::isNull);
        wishes.keySet().forEach(wish -> check(spec, wish));
        return new Settings(
                text(wishes, "model").map(List::of).orElse(spec.models()),
                text(wishes, "instructions").orElse(spec.instructions()),
                tools(spec, wishes),
                sampling(spec.sampling(), wishes),
                maxSteps(spec, config.get("recursion_limit")),
                spec);
    }

    private static void check(AgentSpec spec, String wish) {
        if (!spec.overridable().contains(wish)) {
            throw Failures.invalid(
                    "config.configurable."
                            + wish
                            + ": agent "
                            + spec.name()
                            + " does not let callers set it; leave it out, or add it to the"
                            + " agent's overridable");
        }
    }

    private static Optional<String> text(Map<String, Object> wishes, String key) {
        Object value = wishes.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && (!text.isBlank() || key.equals("instructions"))) {
            return Optional.of(text);
        }
        throw Failures.invalid("config.configurable." + key + " must be a text");
    }

    private static List<String> tools(AgentSpec spec, Map<String, Object> wishes) {
        Object value = wishes.get("tools");
        if (value == null) {
            return spec.tools();
        }
        if (value instanceof List<?> names && spec.tools().containsAll(names)) {
            return names.stream().map(String::valueOf).distinct().toList();
        }
        throw Failures.invalid(
                "config.configurable.tools must be a list of some of " + spec.tools());
    }

    private static Sampling sampling(Sampling base, Map<String, Object> wishes) {
        Optional<Double> temperature =
                number(wishes, "temperature").map(Number::doubleValue).or(base::temperature);
        Optional<Integer> maxTokens =
                number(wishes, "max_tokens").map(Number::intValue).or(base::maxTokens);
        try {
            return new Sampling(
                    temperature,
                    base.topP(),
                    maxTokens,
                    base.seed(),
                    base.stop(),
                    base.toolChoice(),
                    base.responseFormat());
        } catch (IllegalArgumentException e) {
            throw Failures.invalid("config.configurable: " + e.getMessage());
        }
    }

    private static Optional<Number> number(Map<String, Object> wishes, String key) {
        Object value = wishes.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            return Optional.of(number);
        }
        throw Failures.invalid("config.configurable." + key + " must be a number");
    }

    private static int maxSteps(AgentSpec spec, @org.jspecify.annotations.Nullable Object limit) {
        if (limit == null) {
            return spec.limits().maxSteps();
        }
        if (limit instanceof Number number && number.longValue() >= 1) {
            return (int) Math.min(number.longValue(), spec.limits().maxSteps());
        }
        throw Failures.invalid("config.recursion_limit must be 1 or more");
    }
}
