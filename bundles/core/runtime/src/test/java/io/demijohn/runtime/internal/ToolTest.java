package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

final class ToolTest {

    /** Calls once, then says that it is done. */
    static ScriptedRouter calling(ToolCall... calls) {
        return new ScriptedRouter(
                request -> {
                    List<Message> messages = request.messages();
                    return messages.get(messages.size() - 1).role() == Role.TOOL
                            ? Answer.text("done")
                            : Answer.calls("", calls);
                });
    }

    private static List<Message> answers(RunOutcome outcome) {
        assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
        return outcome.state().values().messages().stream()
                .filter(message -> message.role() == Role.TOOL)
                .toList();
    }

    private static List<Message> answers(ScriptedTool tool, String arguments) {
        ScriptedRouter router = calling(new ToolCall("c", tool.spec().name(), arguments));
        try (Rig rig = Rig.of(router, tool)) {
            return answers(rig.turn(rig.thread().id(), "go"));
        }
    }

    @Test
    void wrongArgumentsNeverReachTheTool() {
        ScriptedTool tool = ScriptedTool.quick("a");
        assertThat(answers(tool, "{\"n\":\"one\"}").get(0).text())
                .contains("$.n")
                .contains("integer");
        assertThat(answers(tool, "{}").get(0).text()).contains("'n'");
        assertThat(answers(tool, "{\"n\":").get(0).text()).contains("not a JSON object");
        assertThat(answers(tool, "[1]").get(0).failed()).isTrue();
        assertThat(answers(tool, "null").get(0).failed()).isTrue();
        assertThat(tool.calls()).isEmpty();
    }

    @Test
    void anUnknownToolIsAnAnswerThatFailed() {
        ScriptedRouter router =
                calling(new ToolCall("c1", "nosuch", "{}"), new ToolCall("c2", "a", "{\"n\":1}"));
        try (Rig rig = Rig.of(router, ScriptedTool.quick("a"))) {
            List<Message> answers = answers(rig.turn(rig.thread().id(), "go"));
            assertThat(answers.get(0).text()).contains("nosuch").contains("a, b");
            assertThat(answers).extracting(Message::failed).containsExactly(true, false);
            assertThat(answers)
                    .extracting(m -> m.toolCallId().orElseThrow())
                    .containsExactly("c1", "c2");
        }
    }

    @Test
    void aToolThatIsThereButNotTheAgentsIsUnknown() {
        ScriptedTool secret = ScriptedTool.quick("secret");
        assertThat(answers(secret, "{\"n\":1}").get(0).failed()).isTrue();
        assertThat(secret.calls()).isEmpty();
    }

    @Test
    void whateverAToolThrowsIsContained() {
        assertThat(
                        answers(
                                        tool(
                                                (call, context) -> {
                                                    throw new StackOverflowError();
                                                }),
                                        "{\"n\":1}")
                                .get(0)
                                .text())
                .contains("broke: StackOverflowError");
        assertThat(answers(tool((call, context) -> null), "{\"n\":1}").get(0).failed()).isTrue();
        assertThat(
                        answers(
                                        tool(
                                                (call, context) ->
                                                        CompletableFuture.completedFuture(null)),
                                        "{\"n\":1}")
                                .get(0)
                                .text())
                .contains("answered nothing");
    }

    private static ScriptedTool tool(
            BiFunction<
                            io.demijohn.tool.ToolInvocation,
                            io.demijohn.call.CallContext,
                            java.util.concurrent.CompletionStage<ToolResult>>
                    act) {
        return new ScriptedTool("a", SideEffect.NONE, Duration.ofSeconds(30), act);
    }

    @Test
    void aToolThatHangsIsLateAndHearsOfIt() {
        AtomicBoolean told = new AtomicBoolean();
        ScriptedTool tool =
                new ScriptedTool(
                        "a",
                        SideEffect.NONE,
                        Duration.ofMillis(50),
                        (call, context) -> {
                            context.cancellation().onCancel(() -> told.set(true));
                            return new CompletableFuture<>();
                        });
        assertThat(answers(tool, "{\"n\":1}").get(0).text()).contains("within 50 ms");
        assertThat(told).isTrue();
    }

    @Test
    void longAnswersAreCutAndSaySo() {
        ScriptedTool tool =
                tool(
                        (call, context) ->
                                CompletableFuture.completedFuture(
                                        ToolResult.of("\u20ac".repeat(1_000_000))));
        String text = answers(tool, "{\"n\":1}").get(0).text();
        assertThat(text).contains("[cut here").hasSizeLessThan(262_144 / 3 + 200);
    }

    @Test
    void onlySoManyCallsAtOnce() {
        CompletableFuture<ToolResult> gate = new CompletableFuture<>();
        ScriptedTool tool = tool((call, context) -> gate);
        ToolCall[] calls = new ToolCall[20];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = new ToolCall("c" + i, "a", "{\"n\":" + i + "}");
        }
        try (Rig rig = Rig.of(calling(calls), tool)) {
            var run = rig.start(rig.thread().id(), "go");
            Rig.until(() -> tool.calls().size() >= 8);
            assertThat(tool.calls()).hasSize(8);
            gate.complete(ToolResult.of("ok"));
            assertThat(answers(rig.join(run))).hasSize(20);
        }
    }

    @Test
    void keysAreTheSameForTheSameCallOnly() {
        ScriptedTool tool = ScriptedTool.quick("a");
        ScriptedRouter router =
                calling(
                        new ToolCall("same", "a", "{\"n\":1}"),
                        new ToolCall("same", "a", "{\"n\":1}"));
        try (Rig rig = Rig.of(router, tool)) {
            String thread = rig.thread().id();
            assertThat(answers(rig.turn(thread, "go"))).hasSize(2);
            rig.turn(thread, "go");
            assertThat(tool.calls()).hasSize(4);
            assertThat(tool.calls())
                    .extracting(call -> call.idempotencyKey())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aToolThatIsBeingReplacedIsWaitedFor() {
        CompletableFuture<Void> removed = new CompletableFuture<>();
        ScriptedTool old = ScriptedTool.quick("a");
        ScriptedRouter router = calling(new ToolCall("c", "a", "{\"n\":1}"));
        try (Rig rig =
                new Rig(new MemoryStore(), router, Map.of("replacement_grace_seconds", 20), old)) {
            rig.runtime.removeTool(old);
            var run = rig.start(rig.thread().id(), "go");
            Reader.of(rig, run.id(), java.util.Optional.empty())
                    .until(event -> event instanceof io.demijohn.agent.RunEvent.NodeFinished);
            removed.complete(null);
            rig.addTool(ScriptedTool.quick("a"));
            assertThat(answers(rig.join(run))).extracting(Message::text).containsExactly("a1");
        }
    }

    @Test
    void aFullBulkheadRefusesAndOthersGoOn() {
        CompletableFuture<ToolResult> gate = new CompletableFuture<>();
        ScriptedTool stuck = tool((call, context) -> gate);
        ScriptedRouter router =
                calling(
                        new ToolCall("1", "a", "{\"n\":1}"),
                        new ToolCall("2", "a", "{\"n\":2}"),
                        new ToolCall("3", "b", "{\"n\":3}"));
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        router,
                        Map.of("tool_max_concurrent", 1),
                        stuck,
                        ScriptedTool.quick("b"))) {
            var run = rig.start(rig.thread().id(), "go");
            Rig.until(() -> !stuck.calls().isEmpty());
            gate.complete(ToolResult.of("ok"));
            List<Message> answers = answers(rig.join(run));
            assertThat(answers.get(1).failed() || answers.get(1).text().equals("ok")).isTrue();
            assertThat(answers.get(2).text()).isEqualTo("b3");
        }
    }

    @Test
    void halfASurrogatePairIsReplacedInWhatAToolSays() {
        ScriptedTool tool =
                new ScriptedTool(
                        "a",
                        SideEffect.NONE,
                        Duration.ofSeconds(5),
                        (call, context) ->
                                CompletableFuture.completedFuture(
                                        ToolResult.of("x\ud800y \ud83d\ude00")));
        try (Rig rig = Rig.of(calling(new ToolCall("c", "a", "{\"n\":1}")), tool)) {
            Run run = rig.start(rig.thread().id(), "go");
            assertThat(rig.join(run).run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(TurnTest.texts(rig.state(run.threadId()))).contains("x\ufffdy \ud83d\ude00");
        }
    }
}
