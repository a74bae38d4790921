package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.storage.filesystem.internal.FileCheckpointComponent;
import io.demijohn.tool.SideEffect;
import io.opentelemetry.api.OpenTelemetry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** The runtime over the log that the distribution has. */
final class FileStoreTest {

    @TempDir private Path data;

    @Test
    void aRunGoesOnFromItsLastRecordInTheLog() throws IOException {
        ToolCall wish = new ToolCall("c", "a", "{\"n\":1}");
        ScriptedTool tool = ScriptedTool.quick("a", SideEffect.EFFECTFUL);
        ScriptedRouter router =
                new ScriptedRouter(
                        request ->
                                tool.calls().isEmpty()
                                        ? Answer.calls("", wish)
                                        : Answer.text("never").before(new CompletableFuture<>()));
        CheckpointStore first = open();
        AgentRuntime runtime = runtime(first, router, tool);
        AgentThread thread =
                Rig.await(
                        new ThreadComponent(runtime)
                                .create(Rig.TENANT, Optional.empty(), Map.of()));
        Run run =
                Rig.await(
                        new RunComponent(runtime)
                                .start(
                                        Rig.TENANT,
                                        RunRequest.of("agent", thread.id(), Rig.say("hi"))));
        Rig.until(() -> router.requests().size() == 2);
        runtime.stop();
        ((Closeable) first).close();

        router.script(request -> Answer.text("done"));
        CheckpointStore second = open();
        AgentRuntime next = runtime(second, router, tool);
        RunOutcome outcome = Rig.await(new RunComponent(next).join(Rig.TENANT, run.id()));
        next.stop();
        ((Closeable) second).close();
        assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(TurnTest.texts(outcome.state())).containsExactly("hi", "", "a1", "done");
        assertThat(tool.calls()).hasSize(1);
        assertThat(second.epoch()).isGreaterThan(first.epoch());
    }

    private static AgentRuntime runtime(
            CheckpointStore store, ScriptedRouter router, ScriptedTool tool) {
        AgentRuntime runtime =
                new AgentRuntime(
                        store,
                        router,
                        OpenTelemetry.noop(),
                        TickClock.system(),
                        Rig.config(Map.of()));
        runtime.addTool(tool, 0, Origin.UNKNOWN);
        return runtime;
    }

    private CheckpointStore open() {
        AtomicReference<CheckpointStore> registered = new AtomicReference<>();
        new FileCheckpointComponent(
                framework(registered), settings(), OpenTelemetry.noop(), TickClock.system());
        return registered.get();
    }

    /** As much of a framework as the store asks for. */
    private BundleContext framework(AtomicReference<CheckpointStore> registered) {
        return proxy(
                BundleContext.class,
                (self, method, arguments) -> {
                    if (method.getName().equals("registerService")) {
                        if (arguments[1] instanceof CheckpointStore store) {
                            registered.set(store);
                        }
                        return null;
                    }
                    return data.toString();
                });
    }

    private static FileCheckpointComponent.Config settings() {
        return proxy(
                FileCheckpointComponent.Config.class,
                (self, method, arguments) -> method.getDefaultValue());
    }

    private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
