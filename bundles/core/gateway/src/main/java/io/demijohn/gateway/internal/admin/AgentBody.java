package io.demijohn.gateway.internal.admin;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.Sampling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An agent's definition as JSON, both ways. Unknown fields are refused, named. */
final class AgentBody {

    private static final Set<String> FIELDS =
            Set.of(
                    "name",
                    "description",
                    "model",
                    "instructions",
                    "tools",
                    "temperature",
                    "max_tokens",
                    "limits",
                    "overridable",
                    "metadata",
                    "state_version");
    private static final Set<String> LIMITS =
            Set.of("max_steps", "max_tokens", "timeout_seconds", "max_parallel_tools", "max_depth");

    private AgentBody() {}

    static AgentSpec read(Fields body, Optional<String> nameInPath) {
        body.onlyKnown(FIELDS);
        Set<String> overridable = new LinkedHashSet<>(body.texts("overridable"));
        return new AgentSpec(
                name(body, nameInPath),
                body.optionalString("description").orElse(""),
                models(body),
                body.optionalString("instructions").orElse(""),
                body.texts("tools"),
                sampling(body),
                limits(body.optionalObject("limits")),
                overridable,
                metadata(body),
                body.optionalInt("state_version", 1, Integer.MAX_VALUE).orElse(1));
    }

    private static String name(Fields body, Optional<String> nameInPath) {
        if (nameInPath.isEmpty()) {
            return body.string("name");
        }
        String name = body.optionalString("name").orElse(nameInPath.get());
        if (!name.equals(nameInPath.get())) {
            throw new FieldProblem(
                    "name", "must be the one of the address: an agent keeps its name");
        }
        return name;
    }

    private static List<String> models(Fields body) {
        List<String> models = body.strings("model");
        if (models.isEmpty()) {
            throw new FieldProblem(
                    "model", "is missing: name a model, or several in order of preference");
        }
        return models;
    }

    private static Sampling sampling(Fields body) {
        Optional<Double> temperature = body.optionalDouble("temperature");
        if (temperature.isPresent() && !(temperature.get() >= 0 && temperature.get() <= 2)) {
            throw new FieldProblem("temperature", "must be from 0 to 2");
        }
        return new Sampling(
                temperature,
                Optional.empty(),
                body.optionalInt("max_tokens", 1, Integer.MAX_VALUE),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static AgentLimits limits(Optional<Fields> given) {
        if (given.isEmpty()) {
            return AgentLimits.DEFAULT;
        }
        Fields limits = given.get();
        limits.onlyKnown(LIMITS);
        AgentLimits defaults = AgentLimits.DEFAULT;
        return new AgentLimits(
                limits.optionalInt("max_steps", 1, 10_000).orElse(defaults.maxSteps()),
                limits.optionalLong("max_tokens").orElse(defaults.maxTokens()),
                limits.optionalInt("timeout_seconds", 1, 7 * 24 * 3600)
                        .map(Duration::ofSeconds)
                        .orElse(defaults.timeout()),
                limits.optionalInt("max_parallel_tools", 1, 64).orElse(defaults.maxParallelTools()),
                limits.optionalInt("max_depth", 0, 64).orElse(defaults.maxDepth()));
    }

    private static Map<String, Object> metadata(Fields body) {
        Map<String, Object> metadata = new LinkedHashMap<>(body.map("metadata"));
        metadata.values().removeIf(value -> value == null);
        return metadata;
    }

    static Map<String, @Nullable Object> write(AgentVersion agent) {
        AgentSpec spec = agent.spec();
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", spec.name());
        out.put("version", agent.version());
        out.put("built_in", agent.builtIn());
        out.put("created_at", agent.createdAt().toString());
        out.put("description", spec.description());
        out.put("model", spec.models());
        out.put("instructions", spec.instructions());
        out.put("tools", spec.tools());
        out.put("temperature", spec.sampling().temperature().orElse(null));
        out.put("max_tokens", spec.sampling().maxTokens().orElse(null));
        out.put("limits", limits(spec.limits()));
        out.put("overridable", new TreeSet<>(spec.overridable()));
        out.put("metadata", spec.metadata());
        out.put("state_version", spec.stateVersion());
        return out;
    }

    private static Map<String, Object> limits(AgentLimits limits) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("max_steps", limits.maxSteps());
        out.put("max_tokens", limits.maxTokens());
        out.put("timeout_seconds", limits.timeout().toSeconds());
        out.put("max_parallel_tools", limits.maxParallelTools());
        out.put("max_depth", limits.maxDepth());
        return out;
    }
}
