package io.demijohn.gateway.internal;

import io.demijohn.call.CallContext;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A model that says what the test tells it to, when it tells it to. */
public final class FakeRouter implements ModelRouter {

    /** A call under way. */
    public record Open(ChatRequest request, CallContext context, ChatListener listener) {}

    private final BlockingQueue<Open> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<Open> cancelled = new LinkedBlockingQueue<>();

    @Override
    public void chat(
            List<String> candidates,
            ChatRequest request,
            CallContext context,
            ChatListener listener) {
        Open open = new Open(request, context, listener);
        context.cancellation()
                .onCancel(
                        () -> {
                            cancelled.add(open);
                            listener.onError(
                                    new ModelException(
                                            ModelException.Kind.CANCELLED, "The caller has left"));
                        });
        calls.add(open);
    }

    public BlockingQueue<Open> calls() {
        return calls;
    }

    public BlockingQueue<Open> cancelled() {
        return cancelled;
    }

    @Override
    public List<ModelInfo> models() {
        return List.of(
                new ModelInfo("mock", "fake", Map.of()),
                new ModelInfo("team/large", "fake", Map.of()));
    }
}
