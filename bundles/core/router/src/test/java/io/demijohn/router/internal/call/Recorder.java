package io.demijohn.router.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the caller saw; remembers every breach of the listener's contract. */
public final class Recorder implements ChatListener {

    public final List<ChatDelta> deltas = new ArrayList<>();
    public final List<String> breaches = new ArrayList<>();
    public volatile ChatResult result;
    public volatile ModelException error;
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    public void onDelta(ChatDelta delta) {
        enter("delta");
        deltas.add(delta);
        inside.decrementAndGet();
    }

    @Override
    public void onComplete(ChatResult given) {
        enter("complete");
        result = given;
        inside.decrementAndGet();
        end.countDown();
    }

    @Override
    public void onError(ModelException given) {
        enter("error");
        error = given;
        inside.decrementAndGet();
        end.countDown();
    }

    private void enter(String what) {
        if (inside.incrementAndGet() != 1) {
            breaches.add(what + " beside another call");
        }
        if (end.getCount() == 0) {
            breaches.add(what + " after the end");
        }
    }

    public boolean hasEnded() {
        return end.getCount() == 0;
    }

    public boolean await() throws InterruptedException {
        return end.await(20, TimeUnit.SECONDS);
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        for (ChatDelta delta : deltas) {
            text.append(delta instanceof ChatDelta.Text piece ? piece.text() : delta.toString());
        }
        return text.toString();
    }

    public String model() {
        assertThat(error).isNull();
        assertThat(result).isNotNull();
        return (String) result.metadata().get("model_name");
    }

    public ModelException.Kind kind() {
        assertThat(result).isNull();
        assertThat(error).isNotNull();
        return error.kind();
    }
}
