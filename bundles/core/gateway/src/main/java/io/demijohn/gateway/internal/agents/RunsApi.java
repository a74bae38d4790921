package io.demijohn.gateway.internal.agents;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService;
import io.demijohn.agent.Search;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs, on a thread or without one. */
public final class RunsApi {

    private static final String THREAD = "thread_id";
    private static final String RUN = "run_id";
    private static final int MAX_BATCH = 100;
    private static final String NO_CRONS = "There are no crons here";

    private final Platform platform;
    private final RunAnswers answers;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     */
    public RunsApi(Platform platform) {
        this.platform = platform;
        this.answers = new RunAnswers(platform);
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.addLasting("POST", "/threads/{thread_id}/runs", this::create)
                .add("GET", "/threads/{thread_id}/runs", this::list)
                .addLasting("POST", "/threads/{thread_id}/runs/wait", this::wait)
                .addLasting("POST", "/threads/{thread_id}/runs/stream", this::stream)
                .add("GET", "/threads/{thread_id}/runs/{run_id}", this::get)
                .add("DELETE", "/threads/{thread_id}/runs/{run_id}", this::delete)
                .add("GET", "/threads/{thread_id}/runs/{run_id}/join", this::join)
                .add("GET", "/threads/{thread_id}/runs/{run_id}/stream", this::joinStream)
                .add("POST", "/threads/{thread_id}/runs/{run_id}/cancel", this::cancel)
                .add("GET", "/threads/{thread_id}/stream", this::follow)
                .addLasting("POST", "/runs", this::create)
                .addLasting("POST", "/runs/wait", this::wait)
                .addLasting("POST", "/runs/stream", this::stream)
                .addLasting("POST", "/runs/batch", this::batch)
                .add("POST", "/runs/cancel", this::cancelMany)
                .add("GET", "/runs/{run_id}", this::get)
                .add("DELETE", "/runs/{run_id}", this::delete)
                .add("GET", "/runs/{run_id}/join", this::join)
                .add("GET", "/runs/{run_id}/stream", this::joinStream)
                .add("POST", "/runs/{run_id}/cancel", this::cancel)
                .addLasting("POST", "/threads/{thread_id}/runs/{run_id}/resolve", this::resolve)
                .addAbsent("POST", "/runs/crons", NO_CRONS)
                .addAbsent("POST", "/runs/crons/search", NO_CRONS)
                .addAbsent("POST", "/runs/crons/count", NO_CRONS)
                .addAbsent("POST", "/threads/{thread_id}/runs/crons", NO_CRONS);
    }

    private RunService runs() {
        return platform.runs();
    }

    private CompletionStage<Run> start(Call call, Fields body) {
        return runs().start(call.tenant(), request(call, body, call.idempotency()));
    }

    private static RunRequest request(Call call, Fields body, Optional<IdempotencyKey> key) {
        StreamModes.of(body.strings("stream_mode"));
        return RunBody.read(body, call.optionalUuid(THREAD), RunHeaders.read(call, body, key));
    }

    private CompletionStage<Reply> create(Call call) {
        return start(call, call.body())
                .thenApply(
                        run ->
                                Reply.with(
                                        Reply.json(Shapes.run(run)),
                                        "Content-Location",
                                        RunAnswers.path(run, call)));
    }

    private CompletionStage<Reply> wait(Call call) {
        Fields body = call.body();
        boolean cancel = body.optionalString("on_disconnect").orElse("").equals("cancel");
        return start(call, body).thenApply(run -> answers.waiting(call, run, cancel));
    }

    private CompletionStage<Reply> stream(Call call) {
        Fields body = call.body();
        StreamModes modes = StreamModes.of(body.strings("stream_mode"));
        boolean cancel = body.optionalString("on_disconnect").orElse("").equals("cancel");
        return start(call, body).thenApply(run -> answers.events(call, run, modes, cancel));
    }

    private CompletionStage<Reply> batch(Call call) {
        List<?> items = call.bodyList();
        if (items.size() > MAX_BATCH) {
            throw new FieldProblem("The body", "must have at most " + MAX_BATCH + " runs");
        }
        List<RunRequest> requests = new ArrayList<>(); // all are good, or none is begun
        for (Object item : items) {
            Fields body = Fields.of("[" + requests.size() + "]", item);
            requests.add(request(call, body, Keys.part(call.idempotency(), requests.size())));
        }
        List<Run> made = new ArrayList<>();
        return Stages.each(
                        requests,
                        request -> runs().start(call.tenant(), request).thenApply(made::add))
                .exceptionallyCompose(refused -> undo(call, made, refused))
                .thenApply(done -> Reply.json(made.stream().map(Shapes::run).toList()));
    }

    // Who is refused sends all of it again: what was begun must be known by its key, or be undone.
    private CompletionStage<Void> undo(Call call, List<Run> made, Throwable refused) {
        CompletionStage<Void> undone =
                call.idempotency().isPresent()
                        ? completedFuture(null)
                        : Stages.each(
                                List.copyOf(made),
                                run ->
                                        runs().cancel(
                                                        call.tenant(),
                                                        run.id(),
                                                        RunService.CancelAction.ROLLBACK));
        return undone.thenCompose(done -> CompletableFuture.failedFuture(refused));
    }

    private Run find(Call call) {
        String id = call.uuid(RUN);
        Optional<String> thread = call.optionalUuid(THREAD);
        return runs().find(call.tenant(), id)
                .filter(run -> thread.isEmpty() || thread.get().equals(run.threadId()))
                .orElseThrow(() -> Problem.of(404, "There is no run " + id));
    }

    private CompletionStage<Reply> get(Call call) {
        Run run = find(call);
        Map<String, @Nullable Object> shape = Shapes.run(run);
        runs().notice(call.tenant(), run.id())
                .ifPresent(notice -> shape.put("webhook", Shapes.notice(notice)));
        return completedFuture(Reply.json(shape));
    }

    private CompletionStage<Reply> list(Call call) {
        String thread = presentThread(call);
        Search search =
                Search.ALL
                        .withStatus(call.query().text("status").map(SearchBody::runStatus))
                        .page(call.query().number("limit", 10), call.query().number("offset", 0));
        List<String> select = call.query().list("select");
        return completedFuture(
                SearchBody.page(
                        runs().list(call.tenant(), Optional.of(thread), search),
                        search,
                        select.isEmpty() ? Optional.empty() : Optional.of(select),
                        Shapes::run));
    }

    private CompletionStage<Reply> delete(Call call) {
        return runs().delete(call.tenant(), find(call).id()).thenApply(done -> Reply.empty(204));
    }

    private CompletionStage<Reply> join(Call call) {
        boolean cancel = call.query().flag("cancel_on_disconnect");
        return completedFuture(answers.waiting(call, find(call), cancel));
    }

    private CompletionStage<Reply> joinStream(Call call) {
        return completedFuture(answers.joined(call, find(call)));
    }

    private CompletionStage<Reply> follow(Call call) {
        return completedFuture(answers.following(call, presentThread(call)));
    }

    private String presentThread(Call call) {
        String thread = call.uuid(THREAD);
        if (platform.threads().find(call.tenant(), thread).isEmpty()) {
            throw Problem.of(404, "There is no thread " + thread);
        }
        return thread;
    }

    private CompletionStage<Reply> cancel(Call call) {
        Run run = find(call);
        boolean wait = call.query().flag("wait");
        CompletionStage<Run> stopped = runs().cancel(call.tenant(), run.id(), action(call));
        return wait
                ? stopped.thenApply(done -> Reply.empty(204))
                : completedFuture(Reply.empty(202));
    }

    private CompletionStage<Reply> resolve(Call call) {
        Fields body = call.body();
        Optional<String> question = body.optionalString("interrupt_id");
        Optional<String> named = body.optionalString("tool_call_id").or(() -> question);
        Resolution resolution = Resolutions.read(call, body);
        return runs().resolve(call.tenant(), find(call).id(), named, resolution)
                .thenApply(resolved -> Reply.json(Resolutions.shape(resolved)));
    }

    private static RunService.CancelAction action(Call call) {
        String action = call.query().text("action").orElse("interrupt");
        return switch (action) {
            case "interrupt" -> RunService.CancelAction.INTERRUPT;
            case "rollback" -> RunService.CancelAction.ROLLBACK;
            default -> throw new FieldProblem("action", "must be interrupt or rollback");
        };
    }

    private CompletionStage<Reply> cancelMany(Call call) {
        Fields body = call.body();
        RunService.CancelAction action = action(call);
        Optional<String> thread = body.optionalString(THREAD).map(id -> Call.uuid(THREAD, id));
        Function<List<String>, CompletionStage<Void>> cancel =
                ids -> Stages.each(ids, id -> runs().cancel(call.tenant(), id, action));
        CompletionStage<Void> done =
                body.has("run_ids")
                        ? cancel.apply(named(call, body, thread))
                        : Stages.each(
                                openStatuses(body),
                                status ->
                                        Stages.all(
                                                () -> oldest(call.tenant(), thread, status),
                                                cancel));
        return done.thenApply(all -> Reply.empty(204));
    }

    private List<String> named(Call call, Fields body, Optional<String> thread) {
        return body.texts("run_ids").stream()
                .map(id -> Call.uuid("run_ids", id))
                .flatMap(id -> runs().find(call.tenant(), id).stream())
                .filter(run -> thread.isEmpty() || thread.get().equals(run.threadId()))
                .map(Run::id)
                .toList();
    }

    // What waits goes first, or it would begin when what runs has ended.
    private static List<String> openStatuses(Fields body) {
        String status = RunBody.oneOf(body, "status", "all", "pending", "running");
        return status.equals("all") ? List.of("pending", "running") : List.of(status);
    }

    private List<String> oldest(String tenant, Optional<String> thread, String status) {
        Search search =
                Search.ALL.withStatus(Optional.of(status)).sorted("created_at", true).page(1000, 0);
        return runs().list(tenant, thread, search).items().stream().map(Run::id).toList();
    }
}
