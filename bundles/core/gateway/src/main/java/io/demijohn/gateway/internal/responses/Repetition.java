package io.demijohn.gateway.internal.responses;

import io.demijohn.call.CancellationSource;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.model.ChatRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks again for a response of which nothing was told, when its model is there. */
final class Repetition {

    private static final int TRIES = 60;

    private final Desk desk;
    private final Stored stored;
    private final CancellationSource cancellation = new CancellationSource();

    Repetition(Desk desk, Stored stored) {
        this.desk = desk;
        this.stored = stored;
    }

    void begin() {
        Narrator narrator = new Narrator(stored.shape());
        Live live =
                desk.open(stored.key(), narrator, stored.owner(), stored.sequence(), cancellation);
        ask(live, TRIES);
    }

    private void ask(Live live, int tries) {
        try {
            if (!isServed() && tries > 0) {
                desk.executor().schedule(() -> ask(live, tries - 1), 1, TimeUnit.SECONDS);
                return;
            }
            Order order = stored.shape().order();
            String tenant = stored.key().tenant();
            List<Item> items = desk.library().context(tenant, order, stored.input());
            ChatRequest request = Admission.request(order, items);
            desk.calls().chat(Recovery.asker(stored, cancellation), request, live);
        } catch (Problem problem) {
            live.refused(problem);
        } catch (FieldProblem wrong) {
            live.refused(Problem.of(400, String.valueOf(wrong.getMessage())));
        }
    }

    private boolean isServed() {
        try {
            String model = stored.shape().order().model();
            return desk.platform().router().models().stream()
                    .anyMatch(one -> one.name().equals(model));
        } catch (Problem notThereYet) {
            return false;
        }
    }
}
