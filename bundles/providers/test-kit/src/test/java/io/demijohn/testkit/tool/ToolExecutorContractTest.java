package io.demijohn.testkit.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.call.CallContext;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** A contract is worth what it refuses: each tool here breaks one promise. */
final class ToolExecutorContractTest {

    private final AtomicLong effects = new AtomicLong();

    @Test
    void goodToolsPass() {
        Set<String> keys = new HashSet<>();
        assertThat(
                        broken(
                                SideEffect.IDEMPOTENT,
                                true,
                                invocation -> {
                                    if (keys.add(invocation.idempotencyKey())) {
                                        effects.incrementAndGet();
                                    }
                                    return ToolResult.of("done");
                                }))
                .isEmpty();
        effects.set(0);
        assertThat(broken(SideEffect.NONE, true, invocation -> ToolResult.of("seen"))).isEmpty();
    }

    @Test
    void falseDeclarationsOfSideEffects() {
        for (SideEffect declared : List.of(SideEffect.IDEMPOTENT, SideEffect.NONE)) {
            effects.set(0);
            assertThat(
                            broken(
                                    declared,
                                    true,
                                    invocation -> {
                                        effects.incrementAndGet();
                                        return ToolResult.of("done");
                                    }))
                    .containsExactly("the declared side effect");
        }
        assertThat(broken(SideEffect.IDEMPOTENT, false, invocation -> ToolResult.of("done")))
                .containsExactly("the declared side effect");
    }

    @Test
    void exceptionsOfTheWrongKind() {
        assertThat(
                        broken(
                                SideEffect.NONE,
                                true,
                                invocation -> {
                                    throw new IllegalStateException("thrown, not handed over");
                                }))
                .contains("a call works", "wrong arguments do not throw", "forty calls at once");
    }

    /** Acts, hangs, and says when it is stopped that nothing has happened. */
    @Test
    void aToolThatHasActedAndSaysThatItHasNot() throws Throwable {
        for (ToolException.Kind kind :
                List.of(ToolException.Kind.OUTCOME_UNKNOWN, ToolException.Kind.UNAVAILABLE)) {
            CompletableFuture<ToolResult> open = new CompletableFuture<>();
            Contract contract =
                    new Contract(effects, SideEffect.EFFECTFUL, true, x -> ToolResult.of("")) {
                        @Override
                        protected Set<Situation> situations() {
                            return Set.of(Situation.HANGS);
                        }

                        @Override
                        public CompletionStage<ToolResult> execute(
                                ToolInvocation invocation, CallContext context) {
                            effects.incrementAndGet();
                            return open;
                        }

                        @Override
                        public void stop() {
                            open.completeExceptionally(new ToolException(kind, "stopped"));
                        }
                    };
            DynamicTest stopped =
                    contract.contract()
                            .filter(test -> test.getDisplayName().startsWith("stopped"))
                            .findFirst()
                            .orElseThrow();
            if (kind == ToolException.Kind.OUTCOME_UNKNOWN) {
                stopped.getExecutable().execute();
            } else {
                assertThatThrownBy(stopped.getExecutable()::execute)
                        .hasMessageContaining("OUTCOME_UNKNOWN");
            }
        }
    }

    /** A tool's work, done before returning. */
    @FunctionalInterface
    private interface Work {
        ToolResult on(ToolInvocation invocation);
    }

    private List<String> broken(SideEffect declared, boolean counted, Work work) {
        List<String> names = new ArrayList<>();
        for (DynamicTest test :
                new Contract(effects, declared, counted, work).contract().toList()) {
            try {
                test.getExecutable().execute();
            } catch (Throwable e) {
                names.add(test.getDisplayName());
            }
        }
        return names;
    }

    private static class Contract extends ToolExecutorContract implements ToolStand, ToolExecutor {
        private final AtomicLong effects;
        private final SideEffect declared;
        private final boolean counted;
        private final Work work;

        Contract(AtomicLong effects, SideEffect declared, boolean counted, Work work) {
            this.effects = effects;
            this.declared = declared;
            this.counted = counted;
            this.work = work;
        }

        @Override
        protected ToolStand stand(Situation situation) {
            effects.set(0);
            return this;
        }

        @Override
        protected Map<String, Object> arguments() {
            return Map.of();
        }

        @Override
        public ToolExecutor tool() {
            return this;
        }

        @Override
        public OptionalLong effects() {
            return counted ? OptionalLong.of(effects.get()) : OptionalLong.empty();
        }

        @Override
        public ToolSpec spec() {
            return new ToolSpec("t", "a tool", "{}", declared, Duration.ofSeconds(1));
        }

        @Override
        public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
            return CompletableFuture.completedFuture(work.on(invocation));
        }
    }
}
