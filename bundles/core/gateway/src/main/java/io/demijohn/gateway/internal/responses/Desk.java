package io.demijohn.gateway.internal.responses;

import io.demijohn.call.CancellationSource;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.model.ModelCalls;
import io.demijohn.gateway.internal.platform.Platform;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The responses that are being made. A component of its own, because they go on while the gateway
 * binds anew.
 */
@Component(service = Desk.class)
public final class Desk {

    /** How many responses one tenant may have under way. */
    private static final int MOST = 1_000;

    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(2));
    private static final long SWEEP_HOURS = 6;

    private final ModelCalls calls;
    private final Platform platform;
    private final Map<JournalKey, Live> live = new ConcurrentHashMap<>();
    private final Set<JournalKey> busy = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable CheckpointStore store;

    /**
     * Nothing is under way.
     *
     * @param platform the services
     */
    @Activate
    public Desk(@Reference Platform platform) {
        this(platform, InstantSource.system());
    }

    /**
     * Nothing is under way, by another clock.
     *
     * @param platform the services
     * @param clock the time
     */
    public Desk(Platform platform, InstantSource clock) {
        this.platform = platform;
        this.calls = new ModelCalls(platform, clock);
        this.executor =
                new ScheduledThreadPoolExecutor(
                        2,
                        task -> {
                            Thread thread = new Thread(task, "demijohn-responses");
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.setRemoveOnCancelPolicy(true);
        executor.scheduleWithFixedDelay(
                this::lookThrough, SWEEP_HOURS, SWEEP_HOURS, TimeUnit.HOURS);
    }

    /** What is under way ends with the process; the next one finds it in the store. */
    @Deactivate
    public void stop() {
        executor.shutdownNow();
        live.values().forEach(one -> one.cancellation().cancel());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setStore(CheckpointStore service) {
        store = service;
        executor.execute(this::lookThrough);
    }

    public void unsetStore(CheckpointStore service) {
        store = store == service ? null : store;
    }

    private void lookThrough() {
        CheckpointStore present = store;
        if (present != null) {
            new Recovery(this, present).run();
        }
    }

    ModelCalls calls() {
        return calls;
    }

    Platform platform() {
        return platform;
    }

    ScheduledThreadPoolExecutor executor() {
        return executor;
    }

    long seconds() {
        return calls.now().getEpochSecond();
    }

    Library library() {
        CheckpointStore present = store;
        if (present == null) {
            throw Problem.of(
                            503,
                            "The checkpoint store is not running yet; demijohn:doctor says why if"
                                    + " it stays so")
                    .after(SOON);
        }
        return new Library(present);
    }

    Optional<Live> live(String tenant, String id) {
        return Ids.isOf(Ids.RESPONSE, id)
                ? Optional.ofNullable(live.get(new JournalKey(tenant, Stored.KIND, id)))
                : Optional.empty();
    }

    boolean isLive(JournalKey key) {
        return live.containsKey(key);
    }

    /** Begins a response: its conversation is busy from now on until its end. */
    Live open(
            JournalKey key, Narrator narrator, String owner, long sequence, CancellationSource by) {
        if (live.keySet().stream().filter(k -> k.tenant().equals(key.tenant())).count() >= MOST) {
            throw Problem.of(429, "There are " + MOST + " responses under way: wait for some")
                    .withCode("rate_limit_exceeded")
                    .after(SOON);
        }
        Shape shape = narrator.shape();
        Optional<JournalKey> conversation =
                shape.order()
                        .conversation()
                        .map(id -> new JournalKey(key.tenant(), Conversation.KIND, id));
        conversation.filter(one -> !busy.add(one)).ifPresent(Desk::refuseBusy);
        Optional<Journal> journal =
                shape.order().store()
                        ? Optional.of(library().journal(key, sequence))
                        : Optional.empty();
        Live one =
                new Live(
                        narrator,
                        journal,
                        new Live.Surroundings(
                                executor, this::seconds, owner, done -> settle(key, done)),
                        by,
                        sequence > 0);
        live.put(key, one);
        one.done()
                .whenComplete(
                        (object, failure) -> {
                            live.remove(key);
                            conversation.ifPresent(busy::remove);
                        });
        return one;
    }

    private static void refuseBusy(JournalKey conversation) {
        throw Problem.of(
                        409,
                        "The conversation "
                                + conversation.id()
                                + " has a response under way: try again when it is complete")
                .withField("conversation")
                .withCode("conversation_locked");
    }

    private CompletionStage<Boolean> settle(JournalKey key, Live done) {
        return new Settlement(library(), key, done.shape()).with(done.output());
    }
}
