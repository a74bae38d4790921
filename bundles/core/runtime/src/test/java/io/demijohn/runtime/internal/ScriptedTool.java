package io.demijohn.runtime.internal;

import io.demijohn.call.CallContext;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** A tool that does what the test wants, and remembers each call as the outside world would. */
final class ScriptedTool implements ToolExecutor {

    static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}";

    private final ToolSpec spec;
    private final BiFunction<ToolInvocation, CallContext, CompletionStage<ToolResult>> act;
    private final List<ToolInvocation> calls = new ArrayList<>();

    ScriptedTool(
            String name,
            SideEffect effect,
            Duration limit,
            BiFunction<ToolInvocation, CallContext, CompletionStage<ToolResult>> act) {
        this.spec = new ToolSpec(name, "does " + name, SCHEMA, effect, limit);
        this.act = act;
    }

    static ScriptedTool quick(String name) {
        return quick(name, SideEffect.NONE);
    }

    static ScriptedTool quick(String name, SideEffect effect) {
        return new ScriptedTool(
                name,
                effect,
                Duration.ofSeconds(30),
                (call, context) ->
                        CompletableFuture.completedFuture(
                                ToolResult.of(name + call.arguments().get("n"))));
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
        synchronized (calls) {
            calls.add(invocation);
        }
        return act.apply(invocation, context);
    }

    List<ToolInvocation> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }
}
