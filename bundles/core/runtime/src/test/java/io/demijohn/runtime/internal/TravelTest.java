package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.HistoryQuery;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.Search;
import io.demijohn.agent.StateUpdate;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Forks, replays, edits, copies and lists. */
final class TravelTest {

    /** Says how many messages it has read. */
    private static Rig counting() {
        return Rig.of(
                new ScriptedRouter(
                        request -> Answer.text("read " + (request.messages().size() - 1))));
    }

    @Test
    void aForkLeavesTheOldBranchReadable() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            Checkpoint first = rig.turn(thread, "one").state();
            Checkpoint old = rig.turn(thread, "two").state();

            RunOutcome fork = Rig.ask(thread).say("other").from(first.checkpointId()).turn(rig);
            assertThat(TurnTest.texts(fork.state()))
                    .containsExactly("one", "read 1", "other", "read 3");
            assertThat(
                            TurnTest.texts(
                                    rig.threads.state(
                                            Rig.TENANT, thread, Optional.of(old.checkpointId()))))
                    .containsExactly("one", "read 1", "two", "read 3");
            List<Checkpoint> history = rig.history(thread);
            assertThat(history).hasSize(9);
            assertThat(history.get(2).parentId()).contains(first.checkpointId());
            try (Rig next = rig.restart()) {
                assertThat(next.history(thread)).isEqualTo(history);
            }
        }
    }

    @Test
    void aReplayRunsTheNextNodesAgain() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            rig.turn(thread, "one");
            Checkpoint beforeAgent = rig.history(thread).get(1);
            rig.router.script(request -> Answer.text("replayed"));
            assertThat(
                            TurnTest.texts(
                                    Rig.ask(thread)
                                            .from(beforeAgent.checkpointId())
                                            .turn(rig)
                                            .state()))
                    .containsExactly("one", "replayed");
            Checkpoint start = rig.history(thread).get(3);
            assertThat(start.next()).containsExactly("__start__");
            assertThat(TurnTest.texts(Rig.ask(thread).from(start.checkpointId()).turn(rig).state()))
                    .containsExactly("one", "replayed");
        }
    }

    @Test
    void theHeadIsNoFork() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            Checkpoint head = rig.turn(thread, "one").state();
            RunOutcome next = Rig.ask(thread).say("two").from(head.checkpointId()).turn(rig);
            assertThat(TurnTest.texts(next.state())).hasSize(4);
            assertThatThrownBy(
                            () ->
                                    Rig.ask(thread)
                                            .say("x")
                                            .from(UUID.randomUUID().toString())
                                            .start(rig))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.NOT_FOUND));
        }
    }

    @Test
    void editsDecideWhatComesNext() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            rig.turn(thread, "one");
            Checkpoint done =
                    edit(rig, thread, "agent", Message.assistant("x", "final", List.of()));
            assertThat(done.next()).isEmpty();
            assertThat(done.metadata()).containsEntry("source", "update").containsEntry("step", 2L);
            ToolCall call = new ToolCall("c", "a", "{\"n\":1}");
            assertThat(edit(rig, thread, "agent", Message.assistant("y", "", List.of(call))).next())
                    .containsExactly("tools");
            assertThat(edit(rig, thread, "tools", Message.toolResult("z", call, "1", false)).next())
                    .containsExactly("agent");
            assertThat(edit(rig, thread, "__start__", Message.text("w", Role.USER, "hi")).next())
                    .containsExactly("agent");
            assertThatThrownBy(() -> edit(rig, thread, "nosuch", Message.text("v", Role.USER, "")))
                    .hasMessageContaining("as_node");
            Checkpoint replaced =
                    edit(rig, thread, "agent", Message.text("w", Role.USER, "changed"));
            assertThat(replaced.values().messages())
                    .filteredOn(m -> m.id().equals("w"))
                    .extracting(Message::text)
                    .containsExactly("changed");
        }
    }

    private static Checkpoint edit(Rig rig, String thread, String node, Message message) {
        return Rig.await(
                rig.threads.updateState(
                        Rig.TENANT,
                        thread,
                        StateUpdate.of(List.of(message)),
                        Optional.of(node),
                        Optional.empty()));
    }

    @Test
    void removalsAndFurtherKeys() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            Checkpoint state = rig.turn(thread, "one").state();
            String first = state.values().messages().get(0).id();
            Checkpoint edited =
                    Rig.await(
                            rig.threads.updateState(
                                    Rig.TENANT,
                                    thread,
                                    new StateUpdate(List.of(), List.of(first), Map.of("k", 1)),
                                    Optional.empty(),
                                    Optional.empty()));
            assertThat(TurnTest.texts(edited)).containsExactly("read 1");
            assertThat(edited.values().other()).containsEntry("k", 1);
        }
    }

    @Test
    void aCopyHasTheHistoryAndNoRuns() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            Checkpoint first = rig.turn(thread, "one").state();
            rig.turn(thread, "two");
            AgentThread whole = Rig.await(rig.threads.copy(Rig.TENANT, thread, Optional.empty()));
            AgentThread half =
                    Rig.await(
                            rig.threads.copy(
                                    Rig.TENANT, thread, Optional.of(first.checkpointId())));
            assertThat(TurnTest.texts(rig.state(whole.id()))).hasSize(4);
            assertThat(TurnTest.texts(rig.state(half.id()))).containsExactly("one", "read 1");
            assertThat(rig.history(whole.id())).hasSize(6);
            assertThat(rig.history(half.id())).hasSize(3);
            assertThat(rig.runs.list(Rig.TENANT, Optional.of(half.id()), Search.ALL).items())
                    .isEmpty();
            assertThat(TurnTest.texts(rig.turn(half.id(), "on").state())).hasSize(4);
            assertThat(TurnTest.texts(rig.state(thread))).hasSize(4);
            String id = rig.history(half.id()).get(1).checkpointId();
            assertThat(rig.threads.state(Rig.TENANT, half.id(), Optional.of(id)).checkpointId())
                    .isEqualTo(id);
        }
    }

    @Test
    void historyBeforeAndByMetadata() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            Rig.ask(thread).say("one").metadata(Map.of("tag", "x")).turn(rig);
            rig.turn(thread, "two");
            List<Checkpoint> all = rig.history(thread);
            String before = all.get(2).checkpointId();
            assertThat(
                            rig.threads.history(
                                    Rig.TENANT,
                                    thread,
                                    new HistoryQuery(2, Optional.of(before), Map.of())))
                    .isEqualTo(all.subList(3, 5));
            assertThat(
                            rig.threads.history(
                                    Rig.TENANT,
                                    thread,
                                    new HistoryQuery(10, Optional.empty(), Map.of("tag", "x"))))
                    .isEqualTo(all.subList(3, 6));
        }
    }

    @Test
    void threadsAreFoundByWhatTheyContain() {
        try (Rig rig = counting()) {
            for (int i = 0; i < 12; i++) {
                Rig.await(
                        rig.threads.create(
                                Rig.TENANT,
                                Optional.empty(),
                                Map.of("n", i, "deep", Map.of("even", i % 2 == 0, "x", i))));
            }
            assertThat(rig.threads.search(Rig.TENANT, Search.ALL).total()).isEqualTo(12);
            assertThat(rig.threads.search(Rig.TENANT, Search.ALL).items()).hasSize(10);
            Search even = metadata(Map.of("deep", Map.of("even", true)));
            assertThat(rig.threads.search(Rig.TENANT, even).total()).isEqualTo(6);
            String thread = rig.thread().id();
            rig.turn(thread, "needle");
            Search values =
                    new Search(
                            Map.of(),
                            Map.of("messages", List.of(Map.of("content", "needle"))),
                            Optional.of("idle"),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            10,
                            0,
                            "updated_at",
                            true);
            assertThat(rig.threads.search(Rig.TENANT, values).items())
                    .extracting(AgentThread::id)
                    .containsExactly(thread);
            assertThat(rig.threads.search("other", Search.ALL).total()).isZero();
        }
    }

    private static Search metadata(Map<String, Object> metadata) {
        return new Search(
                metadata,
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                10,
                0,
                "created_at",
                false);
    }

    @Test
    void anotherTenantFindsNothing() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            RunOutcome outcome = rig.turn(thread, "secret");
            String run = outcome.run().id();
            String checkpoint = outcome.state().checkpointId();
            assertThat(rig.threads.find("other", thread)).isEmpty();
            assertThat(rig.runs.find("other", run)).isEmpty();
            assertThatThrownBy(() -> rig.threads.state("other", thread, Optional.of(checkpoint)))
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> Rig.await(rig.runs.join("other", run)))
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> rig.runs.events("other", run, Optional.empty()))
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> Rig.await(rig.threads.delete("other", thread)))
                    .hasMessageContaining("does not exist");
            Rig.await(rig.threads.create("other", Optional.of(thread), Map.of()));
            assertThat(rig.threads.state("other", thread, Optional.empty()).checkpointId())
                    .isEmpty();
            assertThat(TurnTest.texts(rig.state(thread))).hasSize(2);
        }
    }

    @Test
    void deletedThreadsAreGoneAndTheirIdsFree() {
        try (Rig rig = counting()) {
            String thread = rig.thread().id();
            RunOutcome outcome = rig.turn(thread, "one");
            Rig.await(rig.threads.delete(Rig.TENANT, thread));
            assertThat(rig.threads.find(Rig.TENANT, thread)).isEmpty();
            assertThat(rig.runs.find(Rig.TENANT, outcome.run().id())).isEmpty();
            assertThatThrownBy(() -> rig.start(thread, "x")).hasMessageContaining("does not exist");
            Rig.ask(thread).create().say("anew").turn(rig);
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("anew", "read 1");
        }
    }

    @Test
    void aTemporaryThreadGoesAfterItsRun() {
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        new ScriptedRouter(request -> Answer.text("ok")),
                        Map.of("temporary_retention_seconds", 0))) {
            RunOutcome outcome = new Rig.Ask(null).say("hi").turn(rig);
            assertThat(outcome.run().temporary()).isTrue();
            Rig.until(() -> rig.threads.find(Rig.TENANT, outcome.run().threadId()).isEmpty());
        }
    }

    @Test
    void aTemporaryThreadGoesAfterItsLastRun() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        new ScriptedRouter(
                                r ->
                                        Answer.text("ok")
                                                .before(
                                                        asked.incrementAndGet() == 1
                                                                ? first
                                                                : second)),
                        Map.of("temporary_retention_seconds", 0))) {
            Run run = Rig.ask(null).say("hi").start(rig);
            Run next =
                    Rig.ask(run.threadId())
                            .say("more")
                            .multitask(MultitaskStrategy.ENQUEUE)
                            .start(rig);
            first.complete(null);
            Rig.until(() -> asked.get() == 2);
            var end = rig.runs.join(Rig.TENANT, next.id());
            second.complete(null);
            Rig.await(end);
            Rig.until(() -> rig.threads.find(Rig.TENANT, run.threadId()).isEmpty());
        }
    }

    @Test
    void aCopyOfAThreadThatIsTooLongForOneGroupHasTheStateOnly() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("ok")))) {
            String thread = rig.thread().id();
            String text = "0123456789".repeat(3_000);
            for (int i = 0; i < 1_150; i++) {
                Rig.await(
                        rig.threads.updateState(
                                Rig.TENANT,
                                thread,
                                new StateUpdate(
                                        List.of(Message.text("same", Role.USER, text + i)),
                                        List.of(),
                                        Map.of()),
                                Optional.empty(),
                                Optional.empty()));
            }
            AgentThread copy = Rig.await(rig.threads.copy(Rig.TENANT, thread, Optional.empty()));
            assertThat(rig.state(copy.id()).values()).isEqualTo(rig.state(thread).values());
            assertThat(rig.history(copy.id())).hasSizeLessThan(2);
        }
    }
}
