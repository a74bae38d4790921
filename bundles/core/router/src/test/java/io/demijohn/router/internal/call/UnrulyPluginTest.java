package io.demijohn.router.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever a plugin does, its caller gets pieces of one answer and then exactly one end. */
class UnrulyPluginTest {

    /** What a plugin may do to its listener, in any order and number. */
    enum Deed {
        TEXT,
        EMPTY_TEXT,
        LONG_TEXT,
        BAD_CALL,
        NULL_PIECE,
        COMPLETE,
        COMPLETE_NULL,
        COMPLETE_AS_USER,
        COMPLETE_WITHOUT_CALLS,
        FAIL,
        FAIL_NULL,
        REFUSE,
        THROW,
        LATER,
        CALLER_GIVES_UP
    }

    @Property(tries = 3_000)
    void theCallerGetsPiecesOfOneAnswerAndOneEnd(
            @ForAll @Size(max = 8) List<Deed> first,
            @ForAll @Size(max = 8) List<Deed> second,
            @ForAll @Size(max = 8) List<Deed> late) {
        Stage stage = new Stage();
        ScriptedModel a =
                new ScriptedModel("a", asked -> doAll(stage, asked.listener(), first, "A"));
        ScriptedModel b =
                new ScriptedModel("b", asked -> doAll(stage, asked.listener(), second, "B"));
        stage.serve(a);
        stage.serve(b);

        Recorder caller = stage.ask("a", "b");
        List.copyOf(a.asked)
                .forEach(asked -> attempt(() -> doAll(stage, asked.listener(), late, "A")));
        List.copyOf(b.asked)
                .forEach(asked -> attempt(() -> doAll(stage, asked.listener(), late, "B")));
        stage.time.advance(Stage.DEADLINE.plus(Stage.SETTINGS.pluginCancel()));

        assertThat(caller.hasEnded()).isTrue();
        assertThat(caller.breaches).isEmpty();
        assertThat(caller.text()).matches("A*|B*");
        assertThat(stage.open).isZero();
        assertThat(stage.time.pending()).isZero();
        assertThat(caller.result == null || caller.text().length() > 0).isTrue();
    }

    @Test
    void aWholeAnswerIsPassedOnInPiecesFirst() {
        Stage stage = new Stage();
        stage.serve(new ScriptedModel("m", asked -> asked.finish("whole")));
        Recorder caller = stage.ask("m");
        assertThat(caller.deltas).containsExactly(new ChatDelta.Text("whole"));
        assertThat(caller.result.message().text()).isEqualTo("whole");
    }

    @Test
    void aListenerThatThrowsLosesOnlyItsOwnCall() {
        Stage stage = new Stage();
        ScriptedModel model = ScriptedModel.silent("m");
        stage.serve(model);
        Recorder seen = new Recorder();
        ChatListener broken =
                new ChatListener() {
                    @Override
                    public void onDelta(ChatDelta delta) {
                        throw new IllegalStateException("broken listener");
                    }

                    @Override
                    public void onComplete(ChatResult result) {
                        seen.onComplete(result);
                    }

                    @Override
                    public void onError(ModelException error) {
                        seen.onError(error);
                    }
                };
        stage.ask(broken, "m");
        model.last().answer("hi");
        assertThat(seen.kind()).isEqualTo(Kind.INTERNAL);
        assertThat(model.last().isCancelled()).isTrue();
        assertThat(stage.open).isZero();
    }

    private static void attempt(Runnable deeds) {
        try {
            deeds.run();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("scripted");
        }
    }

    private static void doAll(Stage stage, ChatListener listener, List<Deed> deeds, String text) {
        deeds.forEach(deed -> doOne(stage, listener, deed, text));
    }

    private static void doOne(Stage stage, ChatListener listener, Deed deed, String text) {
        switch (deed) {
            case TEXT -> listener.onDelta(new ChatDelta.Text(text));
            case EMPTY_TEXT -> listener.onDelta(new ChatDelta.Text(""));
            case LONG_TEXT -> listener.onDelta(new ChatDelta.Text(text + text));
            case BAD_CALL -> listener.onDelta(call(-1));
            case NULL_PIECE -> listener.onDelta(null);
            case COMPLETE -> listener.onComplete(ScriptedModel.result(text));
            case COMPLETE_NULL -> listener.onComplete(null);
            case COMPLETE_AS_USER -> listener.onComplete(asUser());
            case COMPLETE_WITHOUT_CALLS -> listener.onComplete(withoutCalls());
            case FAIL -> listener.onError(new ModelException(Kind.UNAVAILABLE, "scripted"));
            case FAIL_NULL -> listener.onError(null);
            case REFUSE -> listener.onError(new ModelException(Kind.INVALID_REQUEST, "scripted"));
            case THROW -> throw new IllegalStateException("scripted");
            case LATER ->
                    stage.time.after(1_000_000, () -> listener.onDelta(new ChatDelta.Text(text)));
            case CALLER_GIVES_UP ->
                    stage.time.after(Duration.ofSeconds(1).toNanos(), stage.caller::cancel);
        }
    }

    private static ChatDelta.Call call(int index) {
        return new ChatDelta.Call(index, Optional.of("c1"), Optional.of("tool"), "{}");
    }

    private static ChatResult asUser() {
        return with(Message.text("u", Role.USER, "hi"), FinishReason.STOP);
    }

    private static ChatResult withoutCalls() {
        return with(Message.assistant("m", "", List.of()), FinishReason.TOOL_CALLS);
    }

    private static ChatResult with(Message message, FinishReason reason) {
        return new ChatResult(message, reason, Optional.empty(), "x", Map.of());
    }
}
