package io.demijohn.gateway.internal.responses;

import io.demijohn.call.CancellationSource;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.model.InOrder;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A response that is being made. One that is made in the background tells its readers nothing that
 * is not stored, so that they are told the same after a crash; one that somebody waits for is told
 * at once and stored at its end.
 */
final class Live implements ChatListener {

    private final Shape shape;
    private final Narrator narrator;
    private final Optional<Journal> journal;
    private final Surroundings surroundings;
    private final CancellationSource cancellation;
    private final InOrder order = new InOrder(this::piece);
    private final List<ChatDelta> unwritten = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final CompletableFuture<Map<String, @Nullable Object>> done = new CompletableFuture<>();
    private Optional<End> ending = Optional.empty();
    private boolean admitted;
    private boolean writing;
    private boolean over;
    private int released;

    /**
     * What a response needs of others.
     *
     * @param executor for what follows from a record that is durable
     * @param seconds the time, since 1970
     * @param owner the id of the key that asked
     * @param settle gives the finished turn to its conversation; false when that is still owed
     */
    record Surroundings(
            Executor executor,
            LongSupplier seconds,
            String owner,
            Function<Live, CompletionStage<Boolean>> settle) {}

    Live(
            Narrator narrator,
            Optional<Journal> journal,
            Surroundings surroundings,
            CancellationSource cancellation,
            boolean admitted) {
        this.shape = narrator.shape();
        this.narrator = narrator;
        this.journal = journal;
        this.surroundings = surroundings;
        this.cancellation = cancellation;
        this.admitted = admitted;
        if (background()) {
            released = narrator.events().size();
        }
    }

    private boolean background() {
        return shape.order().background();
    }

    Shape shape() {
        return shape;
    }

    CancellationSource cancellation() {
        return cancellation;
    }

    /** Completes at the end with the object; with a problem when there is nothing to show. */
    CompletionStage<Map<String, @Nullable Object>> done() {
        return done;
    }

    synchronized Map<String, @Nullable Object> object() {
        return narrator.object();
    }

    synchronized List<Item> output() {
        return List.copyOf(narrator.output());
    }

    /** Tells a reader all from an event on, now and later. */
    synchronized void read(Reader reader, int from) {
        for (int i = from; i < released; i++) {
            if (!reader.event(narrator.events().get(i))) {
                return;
            }
        }
        if (over) {
            reader.over();
        } else {
            readers.add(reader);
        }
    }

    private void release() {
        List<Narrator.Event> events = narrator.events();
        for (; released < events.size(); released++) {
            Narrator.Event event = events.get(released);
            readers.removeIf(reader -> !reader.event(event));
        }
    }

    @Override
    public synchronized void onDelta(ChatDelta delta) {
        if (ending.isEmpty() && !(delta instanceof ChatDelta.Native)) {
            order.add(delta);
        }
    }

    private void piece(ChatDelta piece) {
        if (journal.isPresent()) {
            unwritten.add(piece);
        }
        if (background()) {
            write();
            return;
        }
        if (shape.order().stream() && !narrator.hasPieces()) {
            journal.ifPresent(log -> admit(log).flush(head("in_progress", false)));
        }
        narrator.piece(piece);
        release();
    }

    /** That it is there: written before anybody can know its id. */
    Journal admit(Journal log) {
        if (!admitted) {
            admitted = true;
            log.add(RecordType.ADMIT, Stored.admission(shape, surroundings.owner()));
        }
        return log;
    }

    /** Writes that it is there; completes with the object as it is then. */
    synchronized CompletionStage<Map<String, @Nullable Object>> begin() {
        Map<String, @Nullable Object> queued = shape.open("queued", List.of());
        return admit(journal.orElseThrow())
                .flush(head("in_progress", false))
                .thenApply(n -> queued)
                .exceptionally(
                        failure -> {
                            Problem problem = Journal.refusal(failure);
                            forget(problem);
                            throw problem;
                        });
    }

    private synchronized void forget(Problem problem) {
        ending = Optional.of(End.cancelled(0));
        over = true;
        done.completeExceptionally(problem);
    }

    private Map<String, @Nullable Object> head(String status, boolean owed) {
        return Stored.head(status, shape.created(), owed);
    }

    private void write() {
        if (writing || unwritten.isEmpty()) {
            return;
        }
        writing = true;
        List<ChatDelta> pieces = List.copyOf(unwritten);
        unwritten.clear();
        Journal log = journal.orElseThrow();
        log.add(RecordType.STATE_DELTA, Map.of(Records.PIECES, Records.pieces(pieces)));
        log.flush(head("in_progress", false))
                .whenCompleteAsync(
                        (n, failure) -> written(pieces, failure), surroundings.executor());
    }

    private synchronized void written(List<ChatDelta> pieces, @Nullable Throwable failure) {
        writing = false;
        if (failure != null) {
            cancellation.cancel();
            lost(failure);
            return;
        }
        pieces.forEach(narrator::piece);
        release();
        if (ending.isPresent()) {
            writeEnd(ending.get());
        } else {
            write();
        }
    }

    @Override
    public synchronized void onComplete(ChatResult result) {
        if (ending.isPresent()) {
            return;
        }
        order.complete();
        if (!narrator.hasPieces() && unwritten.isEmpty() && !writing) {
            Spoken.pieces(result).forEach(this::piece);
        }
        end(End.of(result.finishReason(), result.usage(), surroundings.seconds().getAsLong()));
    }

    @Override
    public synchronized void onError(ModelException error) {
        if (ending.isPresent()) {
            return;
        }
        boolean shown = background() || (shape.order().stream() && narrator.hasPieces());
        if (shown) {
            order.complete();
            end(End.of(error, surroundings.seconds().getAsLong()));
        } else {
            ending = Optional.of(End.of(error, 0));
            over = true;
            done.completeExceptionally(error);
        }
    }

    /** It could not even be asked. */
    synchronized void refused(Problem problem) {
        if (background()) {
            end(End.failed("server_error", problem.text(), surroundings.seconds().getAsLong()));
        } else {
            forget(problem);
        }
    }

    /** Ends it for the caller, whatever the model still says. */
    CompletionStage<Map<String, @Nullable Object>> cancel() {
        synchronized (this) {
            if (ending.isEmpty()) {
                order.complete();
                end(End.cancelled(surroundings.seconds().getAsLong()));
            }
        }
        cancellation.cancel();
        return done;
    }

    private void end(End how) {
        ending = Optional.of(how);
        if (journal.isEmpty()) {
            ended(how);
        } else if (!writing) {
            writeEnd(how);
        }
    }

    private void writeEnd(End how) {
        writing = true;
        List<ChatDelta> last = List.copyOf(unwritten);
        unwritten.clear();
        Journal log = admit(journal.orElseThrow());
        log.add(RecordType.TERMINAL, Records.end(how, last));
        boolean owed = how.isAnswer() && shape.order().conversation().isPresent();
        log.flush(head(how.status(), owed))
                .whenCompleteAsync(
                        (n, failure) -> endWritten(how, last, failure), surroundings.executor());
    }

    private synchronized void endWritten(
            End how, List<ChatDelta> last, @Nullable Throwable failure) {
        if (failure != null) {
            lost(failure);
            return;
        }
        if (background()) {
            last.forEach(narrator::piece);
        }
        ended(how);
    }

    private void ended(End how) {
        narrator.end(how);
        if (!how.isAnswer() || shape.order().conversation().isEmpty()) {
            close();
            return;
        }
        surroundings
                .settle()
                .apply(this)
                .whenCompleteAsync((settled, e) -> settled(how, settled), surroundings.executor());
    }

    private void settled(End how, @Nullable Boolean settled) {
        if (Boolean.TRUE.equals(settled)) {
            journal.ifPresent(log -> Stored.settled(log, head(how.status(), false)));
        }
        close();
    }

    private synchronized void close() {
        release();
        over = true;
        readers.forEach(Reader::over);
        readers.clear();
        done.complete(narrator.object());
    }

    /** The store does not take it: what was shown ends as failed, and nothing else is promised. */
    private void lost(Throwable failure) {
        Problem problem = Journal.refusal(failure);
        ending = Optional.of(End.failed("server_error", problem.text(), 0));
        narrator.end(ending.get());
        release();
        over = true;
        readers.forEach(Reader::over);
        readers.clear();
        done.completeExceptionally(problem);
    }
}
