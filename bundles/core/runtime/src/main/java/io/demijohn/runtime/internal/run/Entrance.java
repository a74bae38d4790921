package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import io.demijohn.runtime.internal.journal.Keys;
import io.demijohn.runtime.internal.queue.Ticket;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of one request to its thread: what can be refused without looking there is, first. */
final class Entrance {

    private final Desk desk;
    private final Kernel kernel;
    private final String tenant;
    private final RunRequest request;
    private final long asked;
    private volatile @Nullable Ticket ticket;
    private volatile int inputBytes;

    Entrance(Desk desk, String tenant, RunRequest request) {
        this.desk = desk;
        this.kernel = desk.kernel();
        this.tenant = tenant;
        this.request = request;
        this.asked = kernel.clock().nanoTime();
    }

    CompletionStage<Run> accept() {
        Assistant assistant =
                kernel.assistants()
                        .find(tenant, request.assistant())
                        .orElseThrow(() -> Failures.notFound("assistant", request.assistant()));
        AgentVersion agent =
                kernel.agents()
                        .find(tenant, assistant.graphId())
                        .orElseThrow(() -> Failures.notFound("agent", assistant.graphId()));
        String thread = request.threadId().orElseGet(this::ownThread);
        boolean mayBeRepeat =
                request.handling().idempotency().isPresent()
                        && desk.index().contains(tenant, thread);
        if (!mayBeRepeat) {
            ticket = place();
        }
        try {
            inputBytes = check(assistant, agent);
            requireMemory(ticket);
            return paused(() -> desk.ask(tenant, thread, found -> admit(found, assistant, agent)))
                    .whenComplete((run, error) -> giveBack(error != null));
        } catch (RuntimeException | Error e) {
            giveBack(true);
            throw e;
        }
    }

    /** By a timer that outlives this runtime: who waits hears of a stop, too. */
    private CompletionStage<Run> paused(Supplier<CompletionStage<Run>> work) {
        Ticket place = ticket;
        if (place == null || place.pause().isZero()) {
            return work.get();
        }
        return new CompletableFuture<Boolean>()
                .completeOnTimeout(true, place.pause().toNanos(), TimeUnit.NANOSECONDS)
                .thenCompose(due -> work.get());
    }

    /** A key names the thread of a stateless run, so the same key comes to the same thread. */
    private String ownThread() {
        return request.handling()
                .idempotency()
                .map(key -> Keys.id(tenant, "run", key))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** A repeat is answered however full the node is: it needs no place. */
    private CompletionStage<Run> admit(
            Conversation thread, Assistant assistant, AgentVersion agent) {
        Optional<CompletionStage<Run>> repeat = Repeat.of(thread, request);
        if (repeat.isPresent()) {
            giveBack(true);
            return repeat.get();
        }
        requireTime();
        Ticket place = ticket;
        if (place == null) {
            place = place();
            ticket = place;
            requireMemory(place);
        }
        return new Admission(thread, request, assistant, agent, place).admit();
    }

    /** A slot, or a place among those that wait. */
    private Ticket place() {
        boolean now = request.handling().startAfter().isZero();
        try {
            return desk.orchestrator().admit(tenant, request.handling().priority(), now);
        } catch (AgentException e) {
            kernel.meters().refused(e.kind(), request.handling().priority());
            throw e;
        }
    }

    private void giveBack(boolean refused) {
        Ticket place = ticket;
        if (refused && place != null) {
            desk.orchestrator().leave(place);
        }
    }

    private void requireMemory(@Nullable Ticket place) {
        if (place != null && !desk.orchestrator().heap().take(place, inputBytes)) {
            kernel.meters().refused(AgentException.Kind.OVERLOADED, request.handling().priority());
            throw Failures.overloaded(
                    "open runs hold all the memory that they may have (runs.heap.percent)");
        }
    }

    /** What was asked so long ago is not waited for any more; nothing is written yet. */
    private void requireTime() {
        long waited = kernel.clock().nanoTime() - asked;
        if (waited > kernel.bounds().queue().patience().toNanos()) {
            throw Failures.overloaded(
                    "the runtime did not come to this request within "
                            + kernel.bounds().queue().patience().toSeconds()
                            + " s (admission.timeout.seconds)");
        }
    }

    /** Returns how large the input is. */
    private int check(Assistant assistant, AgentVersion agent) {
        Bounds bounds = kernel.bounds();
        Map<String, Object> config = Inputs.config(assistant.config(), request.config());
        Map<String, Object> context = Inputs.merge(assistant.context(), request.context());
        Settings.of(agent.spec(), config, context);
        checkDepth(agent);
        Inputs.bounded("metadata", request.metadata(), bounds.metadataBytes());
        Inputs.bounded("config", request.config(), bounds.metadataBytes());
        Inputs.bounded("context", request.context(), bounds.metadataBytes());
        // What the assistant has is bounded in the same way; one from before there was a bound is
        // caught here, and not by the store.
        Inputs.bounded("config with the assistant's", config, 2 * bounds.metadataBytes());
        Inputs.bounded("context with the assistant's", context, 2 * bounds.metadataBytes());
        return request.input().map(input -> Inputs.bounded(input, bounds.inputBytes())).orElse(0);
    }

    private void checkDepth(AgentVersion agent) {
        int depth = request.handling().depth();
        int most = agent.spec().limits().maxDepth();
        if (depth > most) {
            throw Failures.invalid(
                    "depth: "
                            + depth
                            + " runs are above this one, and agent "
                            + agent.spec().name()
                            + " takes at most "
                            + most
                            + " (limits.max_depth): agents call one another in a circle, or the"
                            + " limit is to be raised");
        }
    }
}
