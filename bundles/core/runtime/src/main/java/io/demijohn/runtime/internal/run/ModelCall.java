package io.demijohn.runtime.internal.run;

import io.demijohn.agent.EventId;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.runtime.internal.journal.EventMaker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to get an answer. What is spoken goes to readers at once, without waiting. */
final class ModelCall implements ChatListener {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCall.class);

    private final Turn turn;
    private final ModelStep owner;
    private final String messageId;
    private final long step;
    private final long eventStep;
    private final long attempt;
    private final CancellationSource cancellation;
    private final List<ChatDelta> deltas = new ArrayList<>();
    private final Set<Integer> begun = new HashSet<>();
    private long spoken;
    private boolean over;

    ModelCall(Turn turn, ModelStep owner, String messageId, long step) {
        this.turn = turn;
        this.owner = owner;
        this.messageId = messageId;
        this.step = step;
        this.eventStep = turn.progress().eventStep();
        this.attempt = turn.attempt();
        this.cancellation = CancellationSource.childOf(turn.cancellation());
    }

    long attempt() {
        return attempt;
    }

    synchronized List<ChatDelta> deltas() {
        return List.copyOf(deltas);
    }

    Message named(Message message) {
        return message.withId(messageId);
    }

    void begin(List<String> models, ChatRequest request) {
        try {
            turn.thread().kernel().router().chat(models, request, turn.context(cancellation), this);
        } catch (RuntimeException e) {
            LOG.error("run {}: the model could not be asked", turn.runId(), e);
            onError(
                    new ModelException(
                            ModelException.Kind.INTERNAL,
                            "the model could not be asked; the platform's log has the details",
                            e,
                            Optional.empty()));
        }
    }

    @Override
    public void onDelta(ChatDelta delta) {
        boolean tooLong;
        synchronized (this) {
            // Nobody asked in a provider's own words, so nobody here reads them.
            if (over || delta instanceof ChatDelta.Native) {
                return;
            }
            ChatDelta tidy = tidy(delta);
            spoken += size(tidy);
            tooLong = spoken > turn.thread().kernel().bounds().answerBytes() || !fits(tidy);
            if (!tooLong) {
                EventId id = new EventId(eventStep, attempt, deltas.size());
                deltas.add(tidy);
                turn.run()
                        .log()
                        .publish(
                                List.of(
                                        EventMaker.delta(
                                                id, messageId, tidy, step, turn.run().order())));
            }
        }
        if (tooLong) {
            onError(
                    new ModelException(
                            ModelException.Kind.INVALID_REQUEST,
                            "the answer is longer than model.answer.max.bytes, or has more than "
                                    + mostCalls()
                                    + " calls of tools (model.answer.max.calls)"));
        }
    }

    /** Id and name go with the first piece of a call only, whatever the model's bundle does. */
    private ChatDelta tidy(ChatDelta delta) {
        if (delta instanceof ChatDelta.Call call && !begun.add(call.index())) {
            return new ChatDelta.Call(
                    call.index(), Optional.empty(), Optional.empty(), call.arguments());
        }
        return delta;
    }

    private boolean fits(ChatDelta delta) {
        return !(delta instanceof ChatDelta.Call call)
                || (call.index() >= 0 && call.index() < mostCalls());
    }

    private int mostCalls() {
        return turn.thread().kernel().bounds().answerCalls();
    }

    private static int size(ChatDelta delta) {
        return delta instanceof ChatDelta.Call call
                ? call.arguments().length() + 16
                : ((ChatDelta.Text) delta).text().length();
    }

    @Override
    public void onComplete(ChatResult result) {
        if (result.message().toolCalls().size() > mostCalls()) {
            onError(
                    new ModelException(
                            ModelException.Kind.INVALID_REQUEST,
                            "the answer has more than "
                                    + mostCalls()
                                    + " calls of tools (model.answer.max.calls)"));
        } else if (finish()) {
            turn.thread().tell(() -> owner.answered(this, result));
        }
    }

    @Override
    public void onError(ModelException error) {
        if (finish()) {
            turn.thread().tell(() -> owner.failed(this, error));
        }
    }

    private boolean finish() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
        }
        cancellation.cancel();
        return true;
    }
}
