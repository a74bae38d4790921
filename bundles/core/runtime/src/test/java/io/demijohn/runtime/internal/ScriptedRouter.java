package io.demijohn.runtime.internal;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.TokenCount;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/** A model that says what the test wants, from a thread of its own. */
final class ScriptedRouter implements ModelRouter {

    /** One answer. */
    record Answer(
            List<ChatDelta> deltas,
            Optional<Message> message,
            Optional<ModelException> error,
            CompletableFuture<?> before,
            CompletableFuture<?> afterDeltas) {

        static Answer text(String... pieces) {
            List<ChatDelta> deltas = new ArrayList<>();
            for (String piece : pieces) {
                deltas.add(new ChatDelta.Text(piece));
            }
            return of(deltas, Message.assistant("provider", String.join("", pieces), List.of()));
        }

        static Answer calls(String text, ToolCall... calls) {
            List<ChatDelta> deltas = new ArrayList<>();
            if (!text.isEmpty()) {
                deltas.add(new ChatDelta.Text(text));
            }
            for (int i = 0; i < calls.length; i++) {
                String arguments = calls[i].arguments();
                int half = arguments.length() / 2;
                deltas.add(
                        new ChatDelta.Call(
                                i,
                                Optional.of(calls[i].id()),
                                Optional.of(calls[i].name()),
                                arguments.substring(0, half)));
                deltas.add(
                        new ChatDelta.Call(
                                i, Optional.empty(), Optional.empty(), arguments.substring(half)));
            }
            return of(deltas, Message.assistant("provider", text, List.of(calls)));
        }

        static Answer of(List<ChatDelta> deltas, Message message) {
            return new Answer(
                    deltas,
                    Optional.of(message),
                    Optional.empty(),
                    CompletableFuture.completedFuture(null),
                    CompletableFuture.completedFuture(null));
        }

        static Answer failure(ModelException.Kind kind, String... pieces) {
            Answer said = text(pieces);
            return new Answer(
                    said.deltas(),
                    Optional.empty(),
                    Optional.of(new ModelException(kind, "scripted " + kind)),
                    said.before(),
                    said.afterDeltas());
        }

        Answer before(CompletableFuture<?> gate) {
            return new Answer(deltas, message, error, gate, afterDeltas);
        }

        Answer afterDeltas(CompletableFuture<?> gate) {
            return new Answer(deltas, message, error, before, gate);
        }
    }

    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "model");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile Function<ChatRequest, Answer> script;
    private final List<ChatRequest> requests = new ArrayList<>();
    private final List<List<String>> candidates = new ArrayList<>();
    private volatile List<ModelInfo> models = List.of(new ModelInfo("simulated", "test", Map.of()));
    private int cancelled;

    ScriptedRouter(Function<ChatRequest, Answer> script) {
        this.script = script;
    }

    void script(Function<ChatRequest, Answer> next) {
        script = next;
    }

    /** The models that are there. */
    void serve(String... names) {
        models = Stream.of(names).map(name -> new ModelInfo(name, "test", Map.of())).toList();
    }

    synchronized List<ChatRequest> requests() {
        return List.copyOf(requests);
    }

    synchronized List<List<String>> candidates() {
        return List.copyOf(candidates);
    }

    synchronized int cancelled() {
        return cancelled;
    }

    private synchronized void noteCancel() {
        cancelled++;
    }

    @Override
    public void chat(
            List<String> names, ChatRequest request, CallContext context, ChatListener listener) {
        synchronized (this) {
            requests.add(request);
            candidates.add(names);
        }
        Answer answer = script.apply(request);
        context.cancellation()
                .onCancel(
                        () ->
                                threads.execute(
                                        () ->
                                                listener.onError(
                                                        new ModelException(
                                                                ModelException.Kind.CANCELLED,
                                                                "cancelled"))));
        answer.before().thenRunAsync(() -> speak(answer, context, listener), threads);
    }

    private void speak(Answer answer, CallContext context, ChatListener listener) {
        for (ChatDelta delta : answer.deltas()) {
            if (context.cancellation().isCancelled()) {
                noteCancel();
                return;
            }
            listener.onDelta(delta);
        }
        answer.afterDeltas().thenRunAsync(() -> finish(answer, context, listener), threads);
    }

    private void finish(Answer answer, CallContext context, ChatListener listener) {
        if (context.cancellation().isCancelled()) {
            noteCancel();
        } else if (answer.error().isPresent()) {
            listener.onError(answer.error().get());
        } else {
            Message message = answer.message().orElseThrow();
            FinishReason reason =
                    message.toolCalls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
            listener.onComplete(
                    new ChatResult(
                            message,
                            reason,
                            Optional.of(Usage.of(10, 5)),
                            "scripted",
                            Map.of("simulated", true)));
        }
    }

    @Override
    public CompletionStage<TokenCount> countTokens(
            List<String> candidates, ChatRequest request, CallContext context) {
        return CompletableFuture.completedFuture(TokenCount.estimate(request));
    }

    @Override
    public CompletionStage<Embeddings> embed(
            List<String> candidates, EmbeddingRequest request, CallContext context) {
        return CompletableFuture.failedFuture(
                new ModelException(ModelException.Kind.NOT_FOUND, "no embedding model is here"));
    }

    @Override
    public List<ModelInfo> embedders() {
        return List.of();
    }

    @Override
    public List<ModelInfo> models() {
        return models;
    }
}
