package io.demijohn.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Usage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** A contract is worth what it refuses: each model here breaks one promise. */
final class ChatModelContractTest {

    /** What a model says, once it may say something. */
    @FunctionalInterface
    private interface Speech {
        void say(ChatListener listener);
    }

    private static final Speech GOOD =
            listener -> {
                listener.onDelta(new ChatDelta.Text("a"));
                listener.onDelta(new ChatDelta.Text("b"));
                listener.onComplete(result("ab"));
            };

    @Test
    void aGoodModelPasses() {
        assertThat(broken(model(GOOD))).isEmpty();
    }

    @Test
    void twoEnds() {
        Speech speech =
                listener -> {
                    GOOD.say(listener);
                    listener.onComplete(result("ab"));
                };
        assertThat(broken(model(speech))).contains("pieces join to the result");
    }

    @Test
    void aPieceAfterTheEnd() {
        Speech speech =
                listener -> {
                    GOOD.say(listener);
                    listener.onDelta(new ChatDelta.Text("c"));
                };
        assertThat(broken(model(speech))).contains("pieces join to the result");
    }

    @Test
    void piecesThatAreNotTheResult() {
        Speech speech =
                listener -> {
                    listener.onDelta(new ChatDelta.Text("a"));
                    listener.onDelta(new ChatDelta.Text("c"));
                    listener.onComplete(result("ab"));
                };
        assertThat(broken(model(speech)))
                .contains("pieces join to the result", "forty calls at once");
    }

    @Test
    void aFalseDeclarationOfStreaming() {
        Speech speech =
                listener -> {
                    listener.onDelta(new ChatDelta.Text("ab"));
                    listener.onComplete(result("ab"));
                };
        assertThat(broken(model(speech))).contains("pieces join to the result");
    }

    @Test
    void aToolCallThatBeginsWithoutItsName() {
        Speech speech =
                listener -> {
                    listener.onDelta(
                            new ChatDelta.Call(0, Optional.of("x"), Optional.empty(), "{}"));
                    GOOD.say(listener);
                };
        assertThat(broken(model(speech))).contains("pieces join to the result");
    }

    @Test
    void deafToCancellationAndDeadline() {
        assertThat(broken(new Model(GOOD, false)))
                .containsExactlyInAnyOrder("cancelled before the call", "deadline already passed");
    }

    @Test
    void anExceptionOutOfChat() {
        Speech speech =
                listener -> {
                    throw new IllegalArgumentException("not told to the listener");
                };
        assertThat(broken(model(speech))).contains("pieces join to the result");
    }

    @Test
    void aDefectOnAnOddRequest() {
        Speech speech =
                listener -> listener.onError(new ModelException(Kind.INTERNAL, "a null pointer"));
        assertThat(broken(model(speech))).contains("odd request: no text");
    }

    private static Model model(Speech speech) {
        return new Model(speech, true);
    }

    private static ChatResult result(String text) {
        return new ChatResult(
                Message.assistant("m", text, List.of()),
                FinishReason.STOP,
                Optional.of(Usage.of(1, 2)),
                "m",
                Map.of());
    }

    /** The names of the promises that a model breaks. */
    private static List<String> broken(ChatModel model) {
        List<String> names = new ArrayList<>();
        for (DynamicTest test : new OnlyAnswers(model).contract().toList()) {
            try {
                test.getExecutable().execute();
            } catch (Throwable e) {
                names.add(test.getDisplayName());
            }
        }
        return names;
    }

    private static final class OnlyAnswers extends ChatModelContract {
        private final ChatModel model;

        OnlyAnswers(ChatModel model) {
            this.model = model;
        }

        @Override
        protected Set<Situation> situations() {
            return Set.of(Situation.ANSWERS);
        }

        @Override
        protected ModelStand stand(Situation situation) {
            return () -> model;
        }
    }

    private record Model(Speech speech, boolean heeds) implements ChatModel {
        @Override
        public ModelInfo info() {
            return new ModelInfo("m", "test", Map.of());
        }

        @Override
        public void chat(ChatRequest request, CallContext context, ChatListener listener) {
            if (heeds && context.cancellation().isCancelled()) {
                listener.onError(new ModelException(Kind.CANCELLED, "cancelled"));
            } else if (heeds && context.remaining(InstantSource.system()).isZero()) {
                listener.onError(new ModelException(Kind.TIMEOUT, "late"));
            } else {
                speech.say(listener);
            }
        }
    }
}
