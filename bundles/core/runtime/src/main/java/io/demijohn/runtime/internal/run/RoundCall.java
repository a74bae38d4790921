package io.demijohn.runtime.internal.run;

import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.tool.ToolEntry;
import io.demijohn.runtime.internal.tool.Toolbox;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolProbe;
import io.demijohn.tool.ToolResult;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a round, in one try or a few, always with the same key: until it has an answer, or
 * nobody knows whether it happened, or its tool is gone. In the mailbox.
 */
final class RoundCall {

    /** After these the call may have happened. */
    private static final Set<Kind> DOUBTFUL = EnumSet.of(Kind.TIMEOUT, Kind.OUTCOME_UNKNOWN);

    /** How often one call may meet a tool that is just being replaced. */
    private static final int SWAPS = 5;

    private final ToolRound round;
    private final Turn turn;
    private final Needs needs;
    private final int call;
    private final ToolCall wish;
    private final String key;
    private ToolEntry tool;
    private int swaps;
    private boolean repeated;

    RoundCall(
            ToolRound round,
            Turn turn,
            Needs needs,
            int call,
            ToolCall wish,
            String key,
            ToolEntry tool) {
        this.round = round;
        this.turn = turn;
        this.needs = needs;
        this.call = call;
        this.wish = wish;
        this.key = key;
        this.tool = tool;
    }

    private Toolbox toolbox() {
        return turn.thread().kernel().toolbox();
    }

    void begin() {
        toolbox()
                .call(tool, wish.id(), key, wish.arguments(), turn.context(turn.cancellation()))
                .whenComplete((result, error) -> turn.thread().tell(() -> ended(result, error)));
    }

    private void ended(@Nullable ToolResult result, @Nullable Throwable error) {
        if (turn.closed()) {
            return;
        }
        Optional<Kind> kind = ToolAnswers.kind(error);
        boolean doubtful = kind.map(DOUBTFUL::contains).orElse(false);
        SideEffect effect = tool.spec().sideEffect();
        if (kind.equals(Optional.of(Kind.UNAVAILABLE)) && swaps < SWAPS && replaced()) {
            awaitReplacement();
        } else if (doubtful && effect == SideEffect.EFFECTFUL) {
            probe(ToolAnswers.of(result, error));
        } else if (doubtful && effect == SideEffect.IDEMPOTENT && mayRepeat()) {
            repeat();
        } else {
            round.answered(call, ToolAnswers.of(result, error));
        }
    }

    /** Once, and only while the run has time left. */
    private boolean mayRepeat() {
        boolean time =
                !turn.context(turn.cancellation())
                        .remaining(turn.thread().kernel().clock())
                        .isZero();
        return time && !repeated;
    }

    private void repeat() {
        repeated = true;
        begin();
    }

    /** Whether who refused is not the one who serves the run any more: so nothing happened. */
    private boolean replaced() {
        return needs.find(wish.name()).filter(now -> now.executor() == tool.executor()).isEmpty();
    }

    private void awaitReplacement() {
        swaps++;
        toolbox()
                .await(wish.name(), needs.pin(wish.name()), true)
                .thenAccept(found -> turn.thread().tell(() -> found(found)));
    }

    private void found(Optional<ToolEntry> next) {
        if (turn.closed()) {
            return;
        }
        if (next.isPresent()) {
            tool = next.get();
            round.serve(call, tool);
            begin();
        } else {
            round.gone(call);
        }
    }

    /** As after a crash: first the tool is asked, then a person. */
    private void probe(ToolResult failure) {
        toolbox()
                .probe(
                        needs.find(wish.name()).orElse(tool),
                        wish.id(),
                        key,
                        wish.arguments(),
                        turn.context(turn.cancellation()))
                .thenAccept(found -> turn.thread().tell(() -> probed(found, failure)));
    }

    private void probed(ToolProbe found, ToolResult failure) {
        if (turn.closed()) {
            return;
        }
        switch (found.state()) {
            case HAPPENED -> round.answered(call, found.result().orElseThrow());
            case UNKNOWN -> round.unknown(call);
            case NOT_HAPPENED -> {
                if (mayRepeat()) {
                    repeat();
                } else {
                    round.answered(call, failure);
                }
            }
        }
    }
}
