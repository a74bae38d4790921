package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.EventId;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class EventTest {

    /**
     * Any text in any splits, calls with pieces of any length, also when the answer says otherwise.
     */
    private static Answer answer(Random random, boolean calls) {
        List<ChatDelta> deltas = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            String piece = "\u00e4\ud83d\ude00xyz".substring(0, 1 + random.nextInt(5));
            text.append(piece);
            deltas.add(new ChatDelta.Text(piece));
        }
        List<ToolCall> wishes = new ArrayList<>();
        for (int i = 0; calls && i < 1 + random.nextInt(3); i++) {
            String arguments = "{\"n\":" + random.nextInt(1000) + "}";
            ToolCall call = new ToolCall("c" + i, i % 2 == 0 ? "a" : "b", arguments);
            wishes.add(call);
            deltas.add(new ChatDelta.Call(i, Optional.of(call.id()), Optional.of(call.name()), ""));
            for (int at = 0; at < arguments.length(); at++) {
                deltas.add(
                        new ChatDelta.Call(
                                i,
                                random.nextBoolean() ? Optional.of(call.id()) : Optional.empty(),
                                Optional.empty(),
                                arguments.substring(at, at + 1)));
            }
        }
        String said = random.nextInt(4) == 0 ? "something else" : text.toString();
        return Answer.of(deltas, Message.assistant("p", said, wishes));
    }

    @Property(tries = 60)
    void whatIsReadLaterIsWhatWasHeard(
            @ForAll long seed, @ForAll @IntRange(min = 64, max = 200) int inMemory) {
        Random random = new Random(seed);
        ScriptedRouter router =
                new ScriptedRouter(
                        request -> {
                            synchronized (random) {
                                long tools =
                                        request.messages().stream()
                                                .filter(m -> m.role() == Role.TOOL)
                                                .count();
                                return answer(random, tools < 4);
                            }
                        });
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        router,
                        Map.of("events_in_memory", inMemory),
                        ScriptedTool.quick("a"),
                        ScriptedTool.quick("b"))) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "go");
            Reader slow = Reader.of(rig, run.id(), Optional.empty(), 1);
            List<RunEvent> live = Reader.all(rig, run.id());
            assertThat(live).extracting(RunEvent::id).isSorted().doesNotHaveDuplicates();
            assertThat(slow.untilEnd()).isEqualTo(live);
            assertThat(Reader.all(rig, run.id())).isEqualTo(live);
            int at = new Random(seed).nextInt(live.size());
            try (Rig next = rig.restart()) {
                assertThat(Reader.of(next, run.id(), Optional.of(live.get(at).id()), 2).untilEnd())
                        .isEqualTo(live.subList(at, live.size()));
            }
        }
    }

    @Test
    void tokensArriveWhileTheModelSpeaks() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (Rig rig =
                Rig.of(
                        new ScriptedRouter(
                                request -> Answer.text("one", "two").afterDeltas(gate)))) {
            Run run = rig.start(rig.thread().id(), "hi");
            Reader early = Reader.of(rig, run.id(), Optional.empty());
            early.until(event -> event.id().index() == 1 && event instanceof RunEvent.MessageDelta);
            EventId next = rig.runs.next(Rig.TENANT, run.id());
            Reader late = Reader.of(rig, run.id(), Optional.empty());
            late.until(event -> event.id().index() == 1 && event instanceof RunEvent.MessageDelta);
            assertThat(late.events()).isEqualTo(early.events()).hasSize(4);
            gate.complete(null);
            List<RunEvent> all = early.untilEnd();
            assertThat(late.untilEnd()).isEqualTo(all);
            assertThat(Reader.of(rig, run.id(), Optional.of(next)).untilEnd())
                    .isEqualTo(all.subList(4, all.size()));
            assertThat(
                            Reader.of(
                                            rig,
                                            run.id(),
                                            Optional.of(rig.runs.next(Rig.TENANT, run.id())))
                                    .untilEnd())
                    .isEmpty();
        }
    }

    @Test
    void aReaderWhoDoesNotAskGetsNothingAndCostsNobody() {
        try (Rig rig =
                Rig.of(new ScriptedRouter(request -> Answer.text("x".repeat(10).split(""))))) {
            Run run = rig.start(rig.thread().id(), "hi");
            List<RunEvent> seen = new ArrayList<>();
            rig.runs
                    .events(Rig.TENANT, run.id(), Optional.empty())
                    .subscribe(
                            new java.util.concurrent.Flow.Subscriber<>() {
                                @Override
                                public void onSubscribe(java.util.concurrent.Flow.Subscription s) {
                                    s.request(3);
                                }

                                @Override
                                public void onNext(RunEvent event) {
                                    seen.add(event);
                                }

                                @Override
                                public void onError(Throwable error) {}

                                @Override
                                public void onComplete() {}
                            });
            rig.join(run);
            Rig.until(() -> seen.size() >= 3);
            assertThat(Reader.all(rig, run.id())).hasSizeGreaterThan(3);
            assertThat(seen).hasSize(3);
        }
    }
}
