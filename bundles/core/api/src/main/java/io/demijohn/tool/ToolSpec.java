package io.demijohn.tool;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a tool is, for models and for the platform.
 *
 * @param name by which models call it: 1 to 64 letters, digits, underscores and dashes
 * @param description tells the model when and how to use it
 * @param parameters JSON Schema (draft 2020-12) of the arguments, an object, as JSON text;
 *     arguments that do not fit never reach the tool
 * @param sideEffect what calling it twice would do
 * @param timeLimit how long one call may take
 */
public record ToolSpec(
        String name,
        String description,
        String parameters,
        SideEffect sideEffect,
        Duration timeLimit) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Checks the name and the time limit. */
    public ToolSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a tool's name must match " + NAME.pattern());
        }
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(parameters, "parameters");
        Objects.requireNonNull(sideEffect, "sideEffect");
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("a tool's time limit must be positive");
        }
    }
}
