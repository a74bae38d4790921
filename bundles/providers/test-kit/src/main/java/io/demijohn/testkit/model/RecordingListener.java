package io.demijohn.testkit.model;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps everything that a model says, and notes every breach of the listener's rules. */
public final class RecordingListener implements ChatListener {

    private final List<ChatDelta> deltas = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicBoolean inside = new AtomicBoolean();
    private final Consumer<ChatDelta> onDelta;
    private volatile @Nullable ChatResult result;
    private volatile @Nullable ModelException error;

    /** A listener that only records. */
    public RecordingListener() {
        this(delta -> {});
    }

    /**
     * A listener that also acts.
     *
     * @param onDelta called with every delta, on the model's thread
     */
    public RecordingListener(Consumer<ChatDelta> onDelta) {
        this.onDelta = onDelta;
    }

    @Override
    public void onDelta(ChatDelta delta) {
        guarded(
                "onDelta",
                () -> {
                    deltas.add(delta);
                    first.countDown();
                    onDelta.accept(delta);
                });
    }

    @Override
    public void onComplete(ChatResult answer) {
        guarded("onComplete", () -> result = answer);
        ended();
    }

    @Override
    public void onError(ModelException failure) {
        guarded("onError", () -> error = failure);
        ended();
    }

    private void ended() {
        end.countDown();
        first.countDown();
    }

    private void guarded(String callback, Runnable action) {
        if (!inside.compareAndSet(false, true)) {
            breaches.add(callback + " was called while another callback was running");
        }
        if (end.getCount() == 0) {
            breaches.add(callback + " was called after the end");
        }
        try {
            action.run();
        } finally {
            inside.set(false);
        }
    }

    /**
     * Waits for the first delta, or for an end without any.
     *
     * @param limit how long
     * @return whether a delta came
     */
    public boolean awaitFirst(Duration limit) {
        return await(first, limit) && !deltas.isEmpty();
    }

    /**
     * Waits for the end.
     *
     * @param limit how long
     * @return whether it came
     */
    public boolean awaitEnd(Duration limit) {
        return await(end, limit);
    }

    private static boolean await(CountDownLatch latch, Duration limit) {
        try {
            return latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a model", e);
        }
    }

    /**
     * What came before the end.
     *
     * @return in order
     */
    public List<ChatDelta> deltas() {
        return List.copyOf(deltas);
    }

    /**
     * The text deltas, joined.
     *
     * @return empty when there were none
     */
    public String text() {
        return deltas.stream()
                .filter(ChatDelta.Text.class::isInstance)
                .map(delta -> ((ChatDelta.Text) delta).text())
                .collect(Collectors.joining());
    }

    /**
     * The tool calls, each joined from its pieces.
     *
     * @return by index; a piece of a call that never began is left out and shows as a breach
     */
    public List<ToolCall> toolCalls() {
        Map<Integer, ToolCall> calls = new TreeMap<>();
        for (ChatDelta delta : deltas) {
            if (delta instanceof ChatDelta.Call piece) {
                join(calls, piece);
            }
        }
        return List.copyOf(calls.values());
    }

    private void join(Map<Integer, ToolCall> calls, ChatDelta.Call piece) {
        ToolCall known = calls.get(piece.index());
        if (known != null) {
            String joined = known.arguments() + piece.arguments();
            calls.put(piece.index(), new ToolCall(known.id(), known.name(), joined));
        } else if (piece.id().isPresent() && piece.name().isPresent()) {
            calls.put(
                    piece.index(),
                    new ToolCall(piece.id().get(), piece.name().get(), piece.arguments()));
        } else {
            breaches.add("the first piece of tool call " + piece.index() + " has no id or name");
        }
    }

    /**
     * The complete answer.
     *
     * @return empty before the end, and after an error
     */
    public Optional<ChatResult> result() {
        return Optional.ofNullable(result);
    }

    /**
     * The failure.
     *
     * @return empty before the end, and after a complete answer
     */
    public Optional<ModelException> error() {
        return Optional.ofNullable(error);
    }

    /**
     * Breaches of the rules: two callbacks at once, or one after the end.
     *
     * @return empty for a model that behaves
     */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }
}
