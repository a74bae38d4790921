package io.demijohn.runtime.internal.run;

import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolResult;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Whatever a tool does becomes something that the model can read. */
final class ToolAnswers {

    private ToolAnswers() {}

    static ToolResult of(@Nullable ToolResult result, @Nullable Throwable error) {
        if (error != null) {
            return ToolResult.failure("Error: " + message(error));
        }
        return result == null ? ToolResult.failure("Error: the tool did not answer") : result;
    }

    /** What went wrong; empty for an answer, and for what no tool may throw. */
    static Optional<ToolException.Kind> kind(@Nullable Throwable error) {
        return error != null && cause(error) instanceof ToolException known
                ? Optional.of(known.kind())
                : Optional.empty();
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }

    private static String message(Throwable error) {
        Throwable cause = cause(error);
        return cause instanceof ToolException known
                ? String.valueOf(known.getMessage())
                : "the tool broke: " + cause.getClass().getSimpleName();
    }
}
