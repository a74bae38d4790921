package io.demijohn.tool.builtin.internal;

import io.demijohn.call.CallContext;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Works out a sum. Its work is bounded, so it is done before returning. */
@Component
public final class CalculatorTool implements ToolExecutor {

    private static final ToolSpec SPEC =
            new ToolSpec(
                    "calculator",
                    "Works out an arithmetic expression with 34 digits of precision. Operators: + -"
                            + " * / % (remainder) ^ (power), parentheses. Functions: sqrt, abs,"
                            + " round(x) or round(x, digits), floor, ceil, min, max, exp, ln, log10,"
                            + " sin, cos, tan. Constants: pi, e.",
                    """
                    {
                      "type": "object",
                      "properties": {
                        "expression": {
                          "type": "string",
                          "minLength": 1,
                          "maxLength": 1000,
                          "description": "for example (2 + 3) * 4 ^ 2"
                        }
                      },
                      "required": ["expression"],
                      "additionalProperties": false
                    }
                    """,
                    SideEffect.NONE,
                    Duration.ofSeconds(5));

    /** Needs nothing. */
    @Activate
    public CalculatorTool() {}

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
        if (!(invocation.arguments().get("expression") instanceof String expression)) {
            return CompletableFuture.failedFuture(
                    new ToolException(
                            ToolException.Kind.INVALID_ARGUMENTS, "expression must be a text"));
        }
        try {
            return CompletableFuture.completedFuture(
                    ToolResult.of(Numbers.show(Expression.evaluate(expression))));
        } catch (ArithmeticException e) {
            return CompletableFuture.completedFuture(
                    ToolResult.failure(String.valueOf(e.getMessage())));
        }
    }
}
