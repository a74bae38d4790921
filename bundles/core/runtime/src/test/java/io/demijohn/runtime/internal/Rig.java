package io.demijohn.runtime.internal;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentThread;
import io.demijohn.agent.AssistantService;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.HistoryQuery;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.ThreadService;
import io.demijohn.clock.TickClock;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.tool.ToolExecutor;
import io.opentelemetry.api.OpenTelemetry;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A runtime over a store, a scripted model and scripted tools. */
final class Rig implements AutoCloseable {

    static final String TENANT = "default";
    static final long PATIENCE = 20;

    final MemoryStore store;
    final SettableClock clock;
    final ScriptedRouter router;
    final AgentRuntime runtime;
    final AgentService agents;
    final AssistantService assistants;
    final ThreadService threads;
    final RunService runs;
    private final Map<String, Object> config;
    private final TickClock platformClock;
    private final Map<ToolExecutor, Origin> tools = new LinkedHashMap<>();

    Rig(
            MemoryStore store,
            ScriptedRouter router,
            Map<String, Object> config,
            ToolExecutor... tools) {
        this(store, router, config, new SettableClock(), tools);
    }

    Rig(
            MemoryStore store,
            ScriptedRouter router,
            Map<String, Object> config,
            TickClock clock,
            ToolExecutor... tools) {
        this.platformClock = clock;
        this.clock = clock instanceof SettableClock settable ? settable : new SettableClock();
        this.store = store;
        this.router = router;
        this.config = config;
        this.runtime = new AgentRuntime(store, router, OpenTelemetry.noop(), clock, config(config));
        for (ToolExecutor tool : tools) {
            addTool(tool);
        }
        this.agents = new AgentComponent(runtime);
        this.assistants = new AssistantComponent(runtime);
        this.threads = new ThreadComponent(runtime);
        this.runs = new RunComponent(runtime);
    }

    static Rig of(ScriptedRouter router, ToolExecutor... tools) {
        return new Rig(new MemoryStore(), router, Map.of(), tools);
    }

    void addTool(ToolExecutor tool) {
        addTool(tool, Origin.UNKNOWN);
    }

    /** A tool of a bundle's version. */
    void addTool(ToolExecutor tool, Origin origin) {
        tools.put(tool, origin);
        runtime.addTool(tool, 0, origin);
    }

    /** Its bundle has gone, for the next process too. */
    void removeTool(ToolExecutor tool) {
        tools.remove(tool);
        runtime.removeTool(tool);
    }

    /** Dies, and starts again over what was written. */
    Rig restart() {
        MemoryStore next = store.reopen();
        runtime.stop();
        Rig rig = new Rig(next, router, config, platformClock);
        tools.forEach(rig::addTool);
        return rig;
    }

    static RuntimeConfig config(Map<String, Object> changes) {
        Map<String, Object> all = new HashMap<>(Map.of("default_tools", new String[] {"a", "b"}));
        all.put("replacement_grace_seconds", 2);
        all.putAll(changes);
        return (RuntimeConfig)
                Proxy.newProxyInstance(
                        Rig.class.getClassLoader(),
                        new Class<?>[] {RuntimeConfig.class},
                        (proxy, method, arguments) ->
                                all.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    AgentThread thread() {
        return await(threads.create(TENANT, Optional.empty(), Map.of()));
    }

    Run start(String threadId, String text) {
        return await(runs.start(TENANT, RunRequest.of("agent", threadId, say(text))));
    }

    RunOutcome turn(String threadId, String text) {
        return join(start(threadId, text));
    }

    RunOutcome join(Run run) {
        return await(runs.join(TENANT, run.id()));
    }

    Checkpoint state(String threadId) {
        return threads.state(TENANT, threadId, Optional.empty());
    }

    List<Checkpoint> history(String threadId) {
        return threads.history(
                TENANT, threadId, new HistoryQuery(1000, Optional.empty(), Map.of()));
    }

    static StateUpdate say(String text) {
        return StateUpdate.of(List.of(Message.text("", Role.USER, text)));
    }

    static AgentSpec spec(String name, AgentLimits limits, String... tools) {
        return new AgentSpec(
                name,
                "for tests",
                List.of("simulated"),
                "be brief",
                List.of(tools),
                Sampling.DEFAULT,
                limits,
                Set.of("model", "temperature"),
                Map.of());
    }

    static Ask ask(String threadId) {
        return new Ask(threadId);
    }

    static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("did not happen within " + PATIENCE + " s");
            }
            Thread.onSpinWait();
        }
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        runtime.stop();
    }

    /** A request, part by part. */
    static final class Ask {
        private final String threadId;
        private String assistant = "agent";
        private Optional<StateUpdate> input = Optional.empty();
        private Optional<RunRequest.Resume> resume = Optional.empty();
        private Optional<String> checkpoint = Optional.empty();
        private Map<String, Object> config = Map.of();
        private Map<String, Object> metadata = Map.of();
        private List<String> before = List.of();
        private List<String> after = List.of();
        private MultitaskStrategy multitask = MultitaskStrategy.REJECT;
        private boolean create;

        Ask(String threadId) {
            this.threadId = threadId;
        }

        Ask agent(String name) {
            assistant = name;
            return this;
        }

        Ask say(String text) {
            input = Optional.of(Rig.say(text));
            return this;
        }

        Ask resume(Object value) {
            resume = Optional.of(new RunRequest.Resume(value));
            return this;
        }

        Ask from(String checkpointId) {
            checkpoint = Optional.of(checkpointId);
            return this;
        }

        Ask config(Map<String, Object> value) {
            config = value;
            return this;
        }

        Ask metadata(Map<String, Object> value) {
            metadata = value;
            return this;
        }

        Ask before(String... nodes) {
            before = List.of(nodes);
            return this;
        }

        Ask after(String... nodes) {
            after = List.of(nodes);
            return this;
        }

        Ask multitask(MultitaskStrategy strategy) {
            multitask = strategy;
            return this;
        }

        Ask create() {
            create = true;
            return this;
        }

        RunRequest request() {
            return new RunRequest(
                    assistant,
                    Optional.ofNullable(threadId),
                    create,
                    input,
                    resume,
                    checkpoint,
                    config,
                    Map.of(),
                    metadata,
                    before,
                    after,
                    multitask,
                    false,
                    false,
                    Map.of());
        }

        Run start(Rig rig) {
            return await(rig.runs.start(TENANT, request()));
        }

        RunOutcome turn(Rig rig) {
            return rig.join(start(rig));
        }
    }
}
