package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Resolved;
import io.demijohn.agent.Run;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.journal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes what a person says of calls that may have happened, on one thread, in its mailbox. The last
 * answer brings the run that goes on, in the same group of records, so there is never one without
 * the other.
 */
final class Resolving {

    private final Conversation thread;
    private final Questions questions;

    Resolving(Conversation thread) {
        this.thread = thread;
        this.questions = Questions.of(thread.state());
    }

    CompletionStage<Resolved> resolve(Optional<String> call, Resolution said) {
        List<CallInQuestion> meant = call.map(this::named).orElseGet(this::all);
        meant.forEach(question -> refuseAnother(question, said));
        List<CallInQuestion> fresh =
                meant.stream().filter(question -> question.resolution().isEmpty()).toList();
        if (!fresh.isEmpty()) {
            record(fresh, said);
        }
        ThreadState now = thread.state();
        return thread.durably(() -> answer(now));
    }

    private List<CallInQuestion> named(String name) {
        List<CallInQuestion> meant =
                questions.all().stream()
                        .filter(one -> one.questionId().equals(name) || one.callId().equals(name))
                        .toList();
        if (meant.isEmpty()) {
            throw Failures.notFound("call in question", name);
        }
        if (meant.size() > 1) {
            throw Failures.invalid(
                    "call "
                            + name
                            + " is ambiguous, name one of the questions: "
                            + meant.stream().map(CallInQuestion::questionId).toList());
        }
        return meant;
    }

    /** With none open, it is the same answer as before, or one that comes too late. */
    private List<CallInQuestion> all() {
        List<CallInQuestion> open =
                questions.all().stream().filter(one -> one.resolution().isEmpty()).toList();
        if (questions.all().isEmpty()) {
            throw new AgentException(
                    AgentException.Kind.NOT_FOUND,
                    "thread " + thread.key().id() + " has no call in question");
        }
        return open.isEmpty() ? questions.all() : open;
    }

    private void refuseAnother(CallInQuestion question, Resolution said) {
        Verdict before = thread.state().verdicts().said().get(question.questionId());
        if (before != null && !before.same(said)) {
            throw new AgentException(
                    AgentException.Kind.BUSY,
                    "call "
                            + question.callId()
                            + " was answered before, by "
                            + before.by()
                            + ": "
                            + before.outcome());
        }
    }

    private void record(List<CallInQuestion> fresh, Resolution said) {
        boolean last = questions.open().size() == fresh.size();
        Optional<RunOrder> next = last ? Optional.of(admitted()) : Optional.empty();
        List<Fact> facts = new ArrayList<>();
        for (CallInQuestion question : fresh) {
            Verdict verdict = Verdict.of(question.callId(), question.tool(), said);
            facts.add(
                    new Fact.Resolved(
                            thread.now(), question.questionId(), verdict, next.map(RunOrder::id)));
        }
        thread.record(facts, true);
        thread.lineup().startNext();
    }

    private RunOrder admitted() {
        RunOrder order = Continuation.of(thread);
        thread.record(List.of(new Fact.Admitted(thread.now(), order, Optional.empty())), true);
        return order;
    }

    private Resolved answer(ThreadState state) {
        Optional<Run> next = state.verdicts().next().flatMap(this::run);
        return new Resolved(Questions.of(state).all(), next);
    }

    private Optional<Run> run(String id) {
        return Optional.ofNullable(thread.live().get(id))
                .map(LiveRun::view)
                .or(() -> thread.desk().runs().recent(thread.key().tenant(), id))
                .or(
                        () ->
                                new RunScan(thread.kernel().reader(), thread.key(), thread.state())
                                        .find(id));
    }
}
