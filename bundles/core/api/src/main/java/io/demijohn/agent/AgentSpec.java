package io.demijohn.agent;

import io.demijohn.model.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an author says of an agent.
 *
 * @param name the agent's name and graph id: 1 to 64 lower-case letters, digits, dashes and
 *     underscores, beginning with a letter
 * @param description one paragraph for people
 * @param models models or routes in order of preference; at least one
 * @param instructions the system message; may be empty
 * @param tools names of tools that the model may call
 * @param sampling how the model chooses words
 * @param limits what one run may use
 * @param overridable which of {@code model, instructions, temperature, max_tokens, tools} a caller
 *     may set through {@code config.configurable}; {@code tools} only to a subset
 * @param metadata JSON values kept with the agent
 * @param stateVersion of the state values that the agent reads and writes, 1 or more: a thread with
 *     an older state is moved by a {@code StateMigrator} before a run begins
 */
public record AgentSpec(
        String name,
        String description,
        List<String> models,
        String instructions,
        List<String> tools,
        Sampling sampling,
        AgentLimits limits,
        Set<String> overridable,
        Map<String, Object> metadata,
        int stateVersion) {

    /** What can be named in {@link #overridable()}. */
    public static final Set<String> OVERRIDES =
            Set.of("model", "instructions", "temperature", "max_tokens", "tools");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final int MAX_INSTRUCTIONS = 256 * 1024;

    /** Checks every field. */
    public AgentSpec {
        check(NAME.matcher(name).matches(), "name must match " + NAME.pattern());
        Objects.requireNonNull(description, "description");
        models = List.copyOf(models);
        check(!models.isEmpty(), "model must name at least one model; llm:list shows them");
        check(
                instructions.length() <= MAX_INSTRUCTIONS,
                "instructions must be at most " + MAX_INSTRUCTIONS + " characters");
        tools = List.copyOf(tools);
        check(Set.copyOf(tools).size() == tools.size(), "tools must not name a tool twice");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(limits, "limits");
        overridable = Set.copyOf(overridable);
        check(
                OVERRIDES.containsAll(overridable),
                "overridable may only name " + List.copyOf(new java.util.TreeSet<>(OVERRIDES)));
        metadata = Map.copyOf(metadata);
        check(stateVersion >= 1, "state_version must be 1 or more");
    }

    /**
     * An agent with the first version of its state.
     *
     * @param name the agent's name and graph id
     * @param description one paragraph for people
     * @param models models or routes in order of preference
     * @param instructions the system message
     * @param tools names of tools that the model may call
     * @param sampling how the model chooses words
     * @param limits what one run may use
     * @param overridable what a caller may set
     * @param metadata JSON values kept with the agent
     */
    public AgentSpec(
            String name,
            String description,
            List<String> models,
            String instructions,
            List<String> tools,
            Sampling sampling,
            AgentLimits limits,
            Set<String> overridable,
            Map<String, Object> metadata) {
        this(
                name,
                description,
                models,
                instructions,
                tools,
                sampling,
                limits,
                overridable,
                metadata,
                1);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AgentException(AgentException.Kind.INVALID, message);
        }
    }
}
