package io.demijohn.agent;

import java.util.Map;
import java.util.Optional;

/**
 * What a caller sets of an assistant; what is empty stays as it is, or gets its default.
 *
 * @param graphId the agent's name
 * @param name for people
 * @param description for people
 * @param config replaces the settings
 * @param context replaces the context
 * @param metadata is merged into the metadata
 */
public record AssistantPatch(
        Optional<String> graphId,
        Optional<String> name,
        Optional<String> description,
        Optional<Map<String, Object>> config,
        Optional<Map<String, Object>> context,
        Optional<Map<String, Object>> metadata) {}
