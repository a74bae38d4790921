package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import io.demijohn.runtime.internal.queue.Ticket;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The way of one request to its thread: what can be refused without looking there is, first. */
final class Entrance {

    private final Desk desk;
    private final Kernel kernel;
    private final String tenant;
    private final RunRequest request;
    private final long asked;

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
        Ticket ticket = place();
        try {
            check(assistant, agent);
            String thread = request.threadId().orElseGet(() -> UUID.randomUUID().toString());
            return desk.<Run>ask(
                            tenant,
                            thread,
                            found -> {
                                requireTime();
                                return new Admission(found, request, assistant, agent, ticket)
                                        .admit();
                            })
                    .whenComplete((run, error) -> giveBack(ticket, error));
        } catch (RuntimeException | Error e) {
            desk.orchestrator().leave(ticket);
            throw e;
        }
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

    private void giveBack(Ticket ticket, @org.jspecify.annotations.Nullable Throwable error) {
        if (error != null) {
            desk.orchestrator().leave(ticket);
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

    private void check(Assistant assistant, AgentVersion agent) {
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
        request.input().ifPresent(input -> Inputs.bounded(input, bounds.inputBytes()));
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
