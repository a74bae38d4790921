package io.demijohn.router.internal.call;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A model that does what the test says, at once or later. */
public final class ScriptedModel implements ChatModel {

    public record Asked(ChatRequest request, CallContext context, ChatListener listener) {
        public void say(String text) {
            listener.onDelta(new ChatDelta.Text(text));
        }

        public void finish(String text) {
            listener.onComplete(result(text));
        }

        public void answer(String text) {
            say(text);
            finish(text);
        }

        public void fail(ModelException.Kind kind) {
            listener.onError(new ModelException(kind, "scripted " + kind));
        }

        public boolean isCancelled() {
            return context.cancellation().isCancelled();
        }
    }

    public final List<Asked> asked = new ArrayList<>();
    private final ModelInfo info;
    private Consumer<Asked> script;

    public ScriptedModel(String name, Consumer<Asked> script) {
        this(new ModelInfo(name, "scripted", Map.of()), script);
    }

    public ScriptedModel(ModelInfo info, Consumer<Asked> script) {
        this.info = info;
        this.script = script;
    }

    public static ScriptedModel silent(String name) {
        return new ScriptedModel(name, asked -> {});
    }

    public static ScriptedModel answering(String name, String text) {
        return new ScriptedModel(name, asked -> asked.answer(text));
    }

    public static ScriptedModel failing(String name, ModelException.Kind kind) {
        return new ScriptedModel(name, asked -> asked.fail(kind));
    }

    public void then(Consumer<Asked> next) {
        script = next;
    }

    public Asked last() {
        return asked.get(asked.size() - 1);
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        Asked now = new Asked(request, context, listener);
        asked.add(now);
        script.accept(now);
    }

    public static ChatResult result(String text) {
        return new ChatResult(
                Message.assistant("m1", text, List.of()),
                FinishReason.STOP,
                Optional.of(Usage.of(3, 2)),
                "scripted-1",
                Map.of("id", "r1"));
    }
}
