package io.demijohn.runtime.internal.definition;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Assistant;
import io.demijohn.model.Sampling;
import io.demijohn.runtime.internal.json.Doc;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Agents and assistants as stored objects. */
final class AgentJson {

    private AgentJson() {}

    static Doc write(AgentVersion agent) {
        AgentSpec spec = agent.spec();
        return Doc.empty()
                .put("v", 1)
                .put("version", agent.version())
                .put("created", agent.createdAt().toEpochMilli())
                .put("name", spec.name())
                .put("description", spec.description())
                .put("models", spec.models())
                .put("instructions", spec.instructions())
                .put("tools", spec.tools())
                .put("sampling", write(spec.sampling()))
                .put("limits", write(spec.limits()))
                .put("overridable", List.copyOf(spec.overridable()))
                .put("metadata", spec.metadata())
                .put("stateVersion", spec.stateVersion());
    }

    private static Map<String, Object> write(Sampling sampling) {
        Map<String, Object> map = new LinkedHashMap<>();
        sampling.temperature().ifPresent(value -> map.put("temperature", value));
        sampling.topP().ifPresent(value -> map.put("topP", value));
        sampling.maxTokens().ifPresent(value -> map.put("maxTokens", value));
        sampling.seed().ifPresent(value -> map.put("seed", value));
        map.put("stop", sampling.stop());
        sampling.toolChoice().ifPresent(value -> map.put("toolChoice", value));
        sampling.responseFormat().ifPresent(value -> map.put("responseFormat", value));
        return map;
    }

    private static Doc write(AgentLimits limits) {
        return Doc.empty()
                .put("steps", limits.maxSteps())
                .put("tokens", limits.maxTokens())
                .put("timeout", limits.timeout().toMillis())
                .put("tools", limits.maxParallelTools())
                .put("depth", limits.maxDepth());
    }

    static AgentVersion agent(Doc doc) {
        AgentSpec spec =
                new AgentSpec(
                        doc.text("name"),
                        doc.text("description"),
                        doc.texts("models"),
                        doc.text("instructions"),
                        doc.texts("tools"),
                        sampling(doc.doc("sampling")),
                        limits(doc.doc("limits")),
                        Set.copyOf(doc.texts("overridable")),
                        doc.object("metadata"),
                        number(doc, "stateVersion").map(Number::intValue).orElse(1));
        return new AgentVersion((int) doc.number("version"), spec, doc.time("created"), false);
    }

    private static Sampling sampling(Doc doc) {
        return new Sampling(
                number(doc, "temperature").map(Number::doubleValue),
                number(doc, "topP").map(Number::doubleValue),
                number(doc, "maxTokens").map(Number::intValue),
                number(doc, "seed").map(Number::longValue),
                doc.texts("stop"),
                doc.optional("toolChoice"),
                doc.optional("responseFormat"));
    }

    private static Optional<Number> number(Doc doc, String key) {
        return doc.map().get(key) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    private static AgentLimits limits(Doc doc) {
        return new AgentLimits(
                (int) doc.number("steps"),
                doc.number("tokens"),
                Duration.ofMillis(doc.number("timeout")),
                (int) doc.number("tools"),
                number(doc, "depth").map(Number::intValue).orElse(AgentLimits.DEFAULT.maxDepth()));
    }

    static Doc write(Assistant assistant) {
        return Doc.empty()
                .put("v", 1)
                .put("id", assistant.id())
                .put("graph", assistant.graphId())
                .put("version", assistant.version())
                .put("name", assistant.name())
                .put("description", assistant.description())
                .put("config", assistant.config())
                .put("context", assistant.context())
                .put("metadata", assistant.metadata())
                .put("created", assistant.createdAt().toEpochMilli())
                .put("updated", assistant.updatedAt().toEpochMilli());
    }

    static Assistant assistant(Doc doc) {
        return new Assistant(
                doc.text("id"),
                doc.text("graph"),
                (int) doc.number("version"),
                doc.text("name"),
                doc.text("description"),
                doc.object("config"),
                doc.object("context"),
                doc.object("metadata"),
                doc.time("created"),
                doc.time("updated"));
    }
}
