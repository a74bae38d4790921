package io.demijohn.runtime.internal.run;

import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.Usage;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.Speech;
import io.demijohn.runtime.internal.json.Plain;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** One superstep of the node {@code agent}: an answer of the model, in one attempt or a few. */
final class ModelStep {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Turn turn;
    private final Instant giveUpLooking;
    private final long started;
    private int failures;

    ModelStep(Turn turn) {
        this.turn = turn;
        this.giveUpLooking = kernel().clock().instant().plus(kernel().bounds().grace());
        this.started = kernel().clock().nanoTime();
    }

    private Kernel kernel() {
        return turn.thread().kernel();
    }

    void begin() {
        if (turn.closed()) {
            return;
        }
        Settings settings = turn.settings();
        long step = turn.thread().state().position().step() + 1;
        String messageId = NameId.of(turn.runId(), step + "/" + turn.attempt());
        ModelCall call = new ModelCall(turn, this, messageId, step);
        ChatRequest request =
                new ChatRequest(
                        settings.models().get(0),
                        Prompt.messages(settings, turn.thread().state()),
                        kernel().toolbox().specs(settings.tools(), turn.progress().tools()),
                        settings.sampling());
        call.begin(settings.models(), request);
    }

    /** The whole answer. In the mailbox. */
    void answered(ModelCall call, ChatResult result) {
        if (turn.closed()) {
            return;
        }
        Message message = call.named(result.message()).withMetadata(metadata(result));
        long tokens = result.usage().map(Usage::totalTokens).orElse(0L);
        kernel().meters().step(Position.AGENT, kernel().clock().nanoTime() - started);
        turn.thread()
                .record(
                        new Fact.Answered(
                                turn.thread().now(),
                                turn.runId(),
                                call.attempt(),
                                message,
                                Speech.of(call.deltas(), message),
                                Math.max(0, tokens)));
        turn.after(Position.AGENT);
    }

    private static Map<String, Object> metadata(ChatResult result) {
        Map<String, Object> all = new LinkedHashMap<>(result.metadata());
        all.put("model", result.model());
        all.put("finish_reason", result.finishReason().name().toLowerCase(java.util.Locale.ROOT));
        result.usage().ifPresent(usage -> all.put("usage", usage(usage)));
        return Plain.object(all);
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("input_tokens", usage.inputTokens());
        all.put("output_tokens", usage.outputTokens());
        all.put("total_tokens", usage.totalTokens());
        all.put("cached_tokens", usage.cachedTokens());
        all.put("reasoning_tokens", usage.reasoningTokens());
        return all;
    }

    /** No answer. In the mailbox. */
    void failed(ModelCall call, ModelException error) {
        if (turn.closed()) {
            return;
        }
        failures++;
        turn.nextAttempt();
        if (mayComeBack(error)) {
            again(FIRST_PAUSE);
        } else if (error.kind() == ModelException.Kind.NOT_FOUND && expected()) {
            turn.park(Needs.sentence(turn.settings().models()));
        } else if (brokeOff(call, error) && failures < kernel().bounds().modelAttempts()) {
            again(FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 4)));
        } else {
            turn.fail("ModelError." + error.kind(), String.valueOf(error.getMessage()));
        }
    }

    /** A model that the agent names, or has had in this run; not what a caller made up. */
    private boolean expected() {
        Settings settings = turn.settings();
        return settings.models().equals(settings.spec().models())
                || turn.progress().supersteps() > 0;
    }

    private void again(Duration pause) {
        kernel().timers().after(pause, () -> turn.thread().tell(this::begin));
    }

    /** After a restart the model's bundle may not have started yet; the router waits for swaps. */
    private boolean mayComeBack(ModelException error) {
        return error.kind() == ModelException.Kind.NOT_FOUND
                && turn.run().recovered()
                && kernel().clock().instant().isBefore(giveUpLooking);
    }

    /**
     * An answer that had begun and broke off, also because its model was replaced: that is all the
     * router cannot ask for again itself. Any other failure it has tried elsewhere and again
     * already, within its budget; trying it here as well would multiply that.
     */
    private static boolean brokeOff(ModelCall call, ModelException error) {
        return error.kind() == ModelException.Kind.TRUNCATED && !call.deltas().isEmpty();
    }
}
