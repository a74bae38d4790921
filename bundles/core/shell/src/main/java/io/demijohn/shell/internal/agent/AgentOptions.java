package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentSpec;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.Sampling;
import io.demijohn.shell.internal.Command;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.llm.ModelNames;
import io.demijohn.shell.internal.tool.ToolNames;
import io.demijohn.tool.ToolCatalog;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What create and update have in common: the fields of a definition, each kept when not given. */
@NullUnmarked
abstract class AgentOptions extends Command {

    @Reference(optional = true)
    protected AgentService agents;

    @Reference(optional = true)
    private ModelRouter router;

    @Reference(optional = true)
    private ToolCatalog catalog;

    @Argument(index = 0, name = "name", description = "The agent's name", required = true)
    @Completion(AgentNames.class)
    protected String name;

    @Option(
            name = "--model",
            description = "A model or route; several in order of preference",
            multiValued = true)
    @Completion(ModelNames.class)
    private @Nullable List<String> models;

    @Option(name = "--instructions", description = "The system message")
    private @Nullable String instructions;

    @Option(
            name = "--tool",
            description = "A tool that the model may call; several are allowed",
            multiValued = true)
    @Completion(ToolNames.class)
    private @Nullable List<String> tools;

    @Option(name = "--description", description = "For people")
    private @Nullable String description;

    @Option(name = "--temperature", description = "0 to 2")
    private @Nullable Double temperature;

    @Option(name = "--max-tokens", description = "The most output tokens of one model call")
    private @Nullable Integer maxTokens;

    @Option(name = "--max-steps", description = "Supersteps before a run fails, 1 to 10000")
    private @Nullable Integer maxSteps;

    @Option(name = "--timeout", description = "Seconds before a run fails")
    private @Nullable Long timeoutSeconds;

    @Option(
            name = "--overridable",
            description =
                    "What callers may set: model, instructions, temperature, max_tokens, tools",
            multiValued = true)
    private @Nullable List<String> overridable;

    /** The definition that the options describe, on top of another. */
    protected final AgentSpec over(AgentSpec base) {
        return new AgentSpec(
                name,
                or(description, base.description()),
                or(models, base.models()),
                or(instructions, base.instructions()),
                or(tools, base.tools()),
                sampling(base.sampling()),
                limits(base.limits()),
                overridable == null ? base.overridable() : Set.copyOf(overridable),
                base.metadata(),
                base.stateVersion());
    }

    /**
     * Says which models and tools are not there now: they may come later, or be a slip of the pen.
     */
    protected final void missing(AgentSpec spec, Output out) {
        if (out.json()) {
            return;
        }
        var names = there(router).models().stream().map(ModelInfo::name).toList();
        warn("model", spec.models(), names, "llm:list", out);
        var known = there(catalog).tools().stream().map(ToolSpec::name).toList();
        warn("tool", spec.tools(), known, "tool:list", out);
    }

    private static void warn(
            String what, List<String> wanted, List<String> known, String list, Output out) {
        wanted.stream()
                .filter(name -> !known.contains(name))
                .map(
                        name ->
                                "but there is no "
                                        + what
                                        + " "
                                        + name
                                        + " now; "
                                        + list
                                        + " shows them")
                .map(Output::printable)
                .forEach(out.stream()::println);
    }

    private Sampling sampling(Sampling base) {
        return new Sampling(
                Optional.ofNullable(temperature).or(base::temperature),
                base.topP(),
                Optional.ofNullable(maxTokens).or(base::maxTokens),
                base.seed(),
                base.stop(),
                base.toolChoice(),
                base.responseFormat());
    }

    private AgentLimits limits(AgentLimits base) {
        return new AgentLimits(
                or(maxSteps, base.maxSteps()),
                base.maxTokens(),
                timeoutSeconds == null ? base.timeout() : Duration.ofSeconds(timeoutSeconds),
                base.maxParallelTools(),
                base.maxDepth());
    }

    private static <T> T or(@Nullable T given, T present) {
        return given == null ? present : given;
    }
}
