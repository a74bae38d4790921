package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentException.Kind;
import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Resolved;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunStatus;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.SideEffect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a person says of calls that were cut off. */
final class ResolveTest {

    private static final Resolution DONE = Resolution.done("it rained", "ann");

    /**
     * A thread with two calls that may have happened, in a process after the one that made them.
     */
    private static Rig parked(ScriptedTool tool, String thread, Run[] run) {
        Rig rig = twoCalls(tool, thread);
        run[0] = rig.start(thread, "go");
        Rig.until(() -> tool.calls().size() == 2);
        Rig next = rig.restart();
        Rig.until(() -> next.runtime.desk().inQuestion() == 1);
        return next;
    }

    private static Rig twoCalls(ScriptedTool tool, String thread) {
        Rig rig =
                Rig.of(
                        ToolTest.calling(
                                new ToolCall("c1", "b", "{\"n\":1}"),
                                new ToolCall("c2", "b", "{\"n\":2}")),
                        tool);
        Rig.await(rig.threads.create(Rig.TENANT, Optional.of(thread), Map.of()));
        return rig;
    }

    private static boolean isAnswer(RunEvent event) {
        return event instanceof RunEvent.MessageComplete complete
                && complete.node().equals("tools");
    }

    private static final String THREAD = "01a20894-0000-4000-8000-000000000001";

    /** Hangs in its first life. */
    private static ScriptedTool tool() {
        return new ScriptedTool(
                "b",
                SideEffect.EFFECTFUL,
                java.time.Duration.ofSeconds(30),
                (call, context) -> new CompletableFuture<>());
    }

    private static Resolved resolve(Rig rig, String id, String call, Resolution said) {
        return Rig.await(rig.runs.resolve(Rig.TENANT, id, Optional.ofNullable(call), said));
    }

    private static List<Message> answers(Rig rig) {
        return rig.state(THREAD).values().messages().stream()
                .filter(message -> message.role() == Role.TOOL)
                .toList();
    }

    @Test
    void theLastAnswerLetsTheThreadGoOnWithoutAnotherCommand() {
        Run[] run = new Run[1];
        ScriptedTool tool = tool();
        try (Rig rig = parked(tool, THREAD, run)) {
            List<CallInQuestion> open = rig.runs.inQuestion(Rig.TENANT, Optional.empty(), 10);
            assertThat(open).extracting(CallInQuestion::callId).containsExactly("c1", "c2");
            assertThat(open).extracting(CallInQuestion::runId).containsOnly(run[0].id());
            assertThat(rig.runtime.desk().inQuestion()).isEqualTo(1);

            Resolved first = resolve(rig, THREAD, "c2", Resolution.failed("no money", "ann"));
            assertThat(first.open()).isEqualTo(1);
            assertThat(first.next()).isEmpty();
            assertThat(rig.runs.inQuestion(Rig.TENANT, Optional.of(THREAD), 10))
                    .extracting(CallInQuestion::callId)
                    .containsExactly("c1");

            Resolved last = resolve(rig, run[0].id(), "c1", DONE);
            assertThat(last.open()).isZero();
            assertThat(rig.join(last.next().orElseThrow()).run().status())
                    .isEqualTo(RunStatus.SUCCESS);
            assertThat(answers(rig))
                    .extracting(Message::text)
                    .containsExactly("it rained", "no money");
            assertThat(answers(rig)).extracting(Message::failed).containsExactly(false, true);
            assertThat(tool.calls()).hasSize(2);
            assertThat(rig.runtime.desk().inQuestion()).isZero();
        }
    }

    @Test
    void aCopyOfAThreadThatAsksIsAnsweredLikeTheThread() {
        ScriptedTool tool = tool();
        try (Rig rig = parked(tool, THREAD, new Run[1])) {
            resolve(rig, THREAD, "c2", Resolution.failed("no money", "ann"));
            String copy = Rig.await(rig.threads.copy(Rig.TENANT, THREAD, Optional.empty())).id();
            Resolved last = resolve(rig, copy, "c1", DONE);
            assertThat(rig.join(last.next().orElseThrow()).run().status())
                    .isEqualTo(RunStatus.SUCCESS);
            assertThat(rig.state(copy).values().messages())
                    .filteredOn(message -> message.role() == Role.TOOL)
                    .extracting(Message::text)
                    .containsExactly("it rained", "no money");
            assertThat(rig.runs.inQuestion(Rig.TENANT, Optional.of(copy), 10))
                    .noneMatch(call -> call.resolution().isEmpty());
            assertThat(rig.runs.inQuestion(Rig.TENANT, Optional.of(THREAD), 10)).hasSize(1);
            assertThat(tool.calls()).hasSize(2);
        }
    }

    @Test
    void theNextRunsEventsHaveNoHoleWhereTheFirstOneHasToldAnAnswer() {
        ScriptedTool tool =
                new ScriptedTool(
                        "b",
                        SideEffect.EFFECTFUL,
                        java.time.Duration.ofSeconds(30),
                        (call, context) ->
                                "1".equals(String.valueOf(call.arguments().get("n")))
                                        ? CompletableFuture.completedFuture(
                                                io.demijohn.tool.ToolResult.of("sun"))
                                        : new CompletableFuture<>());
        Rig first = twoCalls(tool, THREAD);
        Reader reader = Reader.of(first, first.start(THREAD, "go").id(), Optional.empty());
        Rig.until(() -> reader.events().stream().anyMatch(ResolveTest::isAnswer));
        try (Rig rig = first.restart()) {
            Rig.until(() -> rig.runtime.desk().inQuestion() == 1);
            Run next = resolve(rig, THREAD, "c2", DONE).next().orElseThrow();
            rig.join(next);
            assertThat(answers(rig)).extracting(Message::text).containsExactly("sun", "it rained");
            assertThat(Reader.all(rig, next.id()))
                    .filteredOn(event -> event.id().step() == 1)
                    .extracting(event -> event.id().index())
                    .containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void oneCommandForAllAndARetryCallsAgainWithTheSameKey() {
        ScriptedTool tool = tool();
        try (Rig rig = parked(tool, THREAD, new Run[1])) {
            Resolved all = resolve(rig, THREAD, null, Resolution.retry("ann"));
            Rig.until(() -> tool.calls().size() == 4);
            assertThat(tool.calls().subList(2, 4))
                    .extracting(call -> call.idempotencyKey())
                    .containsExactlyInAnyOrderElementsOf(
                            tool.calls().subList(0, 2).stream()
                                    .map(call -> call.idempotencyKey())
                                    .toList());
            rig.runs.cancel(
                    Rig.TENANT,
                    all.next().orElseThrow().id(),
                    io.demijohn.agent.RunService.CancelAction.INTERRUPT);
        }
    }

    @Test
    void theSameAnswerCountsOnceAndAnotherIsToldWhoWasFirst() {
        try (Rig rig = parked(tool(), THREAD, new Run[1])) {
            CompletionStage<Resolved> one =
                    rig.runs.resolve(Rig.TENANT, THREAD, Optional.empty(), DONE);
            CompletionStage<Resolved> two =
                    rig.runs.resolve(
                            Rig.TENANT,
                            THREAD,
                            Optional.empty(),
                            Resolution.done("it rained", "bob"));
            Run next = Rig.await(one).next().orElseThrow();
            assertThat(Rig.await(two).next().orElseThrow().id()).isEqualTo(next.id());
            rig.join(next);
            assertThat(resolve(rig, THREAD, "c1", DONE).next().orElseThrow().id())
                    .isEqualTo(next.id());
            assertThatThrownBy(() -> resolve(rig, THREAD, "c1", Resolution.retry("bob")))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("ann")
                    .extracting(e -> ((AgentException) e).kind())
                    .isEqualTo(Kind.BUSY);
            assertThat(answers(rig)).hasSize(2);
            assertThat(
                            rig.runs
                                    .list(
                                            Rig.TENANT,
                                            Optional.of(THREAD),
                                            io.demijohn.agent.Search.ALL)
                                    .items())
                    .hasSize(2);
        }
    }

    @Test
    void whatWasSaidOutlivesARestart() {
        try (Rig rig = parked(tool(), THREAD, new Run[1])) {
            resolve(rig, THREAD, "c1", DONE);
            try (Rig next = rig.restart()) {
                assertThat(next.runs.inQuestion(Rig.TENANT, Optional.empty(), 10))
                        .extracting(CallInQuestion::callId)
                        .containsExactly("c2");
                assertThatThrownBy(() -> resolve(next, THREAD, "c1", Resolution.retry("bob")))
                        .hasMessageContaining("ann");
                Resolved last = resolve(next, THREAD, "c2", DONE);
                next.join(last.next().orElseThrow());
                assertThat(answers(next))
                        .extracting(Message::text)
                        .containsExactly("it rained", "it rained");
            }
        }
    }

    @Test
    void aResumeGoesWithWhatWasSaidBefore() {
        try (Rig rig = parked(tool(), THREAD, new Run[1])) {
            resolve(rig, THREAD, "c1", DONE);
            Rig.ask(THREAD).resume(Map.of("outcome", "failed", "result", "no")).turn(rig);
            assertThat(answers(rig)).extracting(Message::text).containsExactly("it rained", "no");
            assertThatThrownBy(() -> resolve(rig, THREAD, "c2", DONE))
                    .hasMessageContaining("does not exist");
        }
    }

    @Test
    void whatIsNotInQuestionIsNotFound() {
        try (Rig rig = parked(tool(), THREAD, new Run[1])) {
            assertThatThrownBy(() -> resolve(rig, THREAD, "c9", DONE))
                    .extracting(e -> ((AgentException) e).kind())
                    .isEqualTo(Kind.NOT_FOUND);
            String idle = rig.thread().id();
            assertThatThrownBy(() -> resolve(rig, idle, null, DONE))
                    .hasMessageContaining("no call in question");
            assertThatThrownBy(
                            () ->
                                    Rig.await(
                                            rig.runs.resolve(
                                                    "other", THREAD, Optional.empty(), DONE)))
                    .extracting(e -> ((AgentException) e).kind())
                    .isEqualTo(Kind.NOT_FOUND);
        }
    }

    @Test
    void theQuestionOfAStatelessRunStaysUntilItIsAnswered() {
        ScriptedTool tool = tool();
        Rig rig =
                new Rig(
                        new MemoryStore(),
                        ToolTest.calling(new ToolCall("c1", "b", "{\"n\":1}")),
                        Map.of("temporary_retention_seconds", 0),
                        tool);
        Run asked = Rig.ask(null).say("go").start(rig);
        Rig.until(() -> tool.calls().size() == 1);
        try (Rig second = rig.restart()) {
            Rig.until(() -> second.runtime.desk().inQuestion() == 1);
            // The wish to drop one that came later is dealt with after this one's.
            Run other = Rig.ask(null).say("hi").start(second);
            second.runs.cancel(
                    Rig.TENANT, other.id(), io.demijohn.agent.RunService.CancelAction.INTERRUPT);
            Rig.until(() -> second.threads.find(Rig.TENANT, other.threadId()).isEmpty());
            try (Rig third = second.restart()) {
                Rig.until(() -> third.runtime.desk().inQuestion() == 1);
                int before = third.router.requests().size();
                assertThat(resolve(third, asked.id(), "c1", DONE).next()).isPresent();
                Rig.until(() -> third.threads.find(Rig.TENANT, asked.threadId()).isEmpty());
                assertThat(third.router.requests()).hasSizeGreaterThan(before);
            }
        }
    }
}
