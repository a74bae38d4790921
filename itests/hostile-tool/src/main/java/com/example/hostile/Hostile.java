package com.example.hostile;

import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService;
import io.demijohn.agent.StateUpdate;
import io.demijohn.call.CallContext;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/**
 * A tool that does what a tool must not do. Each com.example.hostile-KIND.cfg makes one of it; its
 * argument says how much.
 */
@Component(
        configurationPid = "com.example.hostile",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Hostile implements ToolExecutor {

    public @interface Config {
        String kind();
    }

    private final String kind;
    private final RunService runs;

    @Activate
    public Hostile(Config config, @Reference RunService runs) {
        this.kind = config.kind();
        this.runs = runs;
    }

    @Override
    public ToolSpec spec() {
        return new ToolSpec(
                kind,
                "Breaks things",
                "{\"type\":\"object\",\"properties\":{\"much\":{\"type\":\"integer\"}}}",
                SideEffect.NONE,
                // What recurses waits for all below it; what hangs is to be cut soon.
                Duration.ofSeconds(kind.startsWith("recurse") ? 15 : 2));
    }

    @Override
    public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
        int much = ((Number) invocation.arguments().getOrDefault("much", 1)).intValue();
        return switch (kind) {
            case "hang" -> new CompletableFuture<>();
            case "deaf" -> deaf();
            case "huge" -> answer("x".repeat(much));
            case "chatter" -> chatter();
            case "fail" -> throw new AssertionError("on purpose");
            case "deep" -> answer("" + deep(1));
            case "memory" -> throw new OutOfMemoryError("thrown on purpose");
            case "nothing" -> null;
            case "exit" -> exit(much);
            case "fork" -> fork(much);
            case "recurse" -> recurse(context, context.depth());
            case "recurse-liar" -> recurse(context, 0);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static CompletionStage<ToolResult> answer(String text) {
        return CompletableFuture.completedFuture(ToolResult.of(text));
    }

    /** Sleeps, and whoever interrupts it is not heard. */
    private static CompletionStage<ToolResult> deaf() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                System.getProperty("nobody listens");
            }
        }
    }

    private static CompletionStage<ToolResult> chatter() {
        String line = "chatter ".repeat(500);
        while (true) {
            System.out.println(line);
        }
    }

    private static int deep(int level) {
        return deep(level + 1) + 1;
    }

    private static CompletionStage<ToolResult> exit(int way) {
        switch (way) {
            case 1 -> System.exit(3);
            case 2 -> Runtime.getRuntime().exit(3);
            default -> Runtime.getRuntime().halt(3);
        }
        return answer("still here");
    }

    private static CompletionStage<ToolResult> fork(int much) {
        try {
            for (int i = 0; i < much; i++) {
                new ProcessBuilder("sleep", "20").start();
            }
        } catch (IOException e) {
            return answer("no more: " + e.getMessage());
        }
        return answer("forked");
    }

    /** Asks an agent that calls this tool again, and waits. */
    private CompletionStage<ToolResult> recurse(CallContext context, int depth) {
        RunRequest request =
                new RunRequest(
                        "nest",
                        Optional.empty(),
                        false,
                        Optional.of(
                                StateUpdate.of(
                                        List.of(
                                                Message.text(
                                                        UUID.randomUUID().toString(),
                                                        Role.USER,
                                                        "use " + kind)))),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        Map.of("depth", depth),
                        List.of(),
                        List.of(),
                        io.demijohn.agent.MultitaskStrategy.ENQUEUE,
                        true,
                        false,
                        Map.of(),
                        new RunHandling(
                                RunHandling.DEFAULT.priority(),
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                depth));
        return runs.start(context.tenant(), request)
                .thenCompose(run -> runs.join(context.tenant(), run.id()))
                .thenApply(outcome -> ToolResult.of("below: " + outcome.run().status()));
    }
}
