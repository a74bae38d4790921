package io.demijohn.provider.simulated.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AssistantTest {

    private static final ToolSpec CALCULATOR = tool("calculator", "{}");
    private static final ToolSpec TIME = tool("time", "{}");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "What is 17 * 23?; 17 * 23",
                "What is (2+3)*4, please; (2+3)*4",
                "(how much is 2 + 2)?; 2 + 2",
                "compute 6 × 7; 6 * 7",
                "sqrt(16) + 2; sqrt(16) + 2",
                "tell me max(1, 2); max(1, 2)",
                "-3 + 5; -3 + 5",
            })
    void findsTheSum(String question, String sum) {
        assertThat(Questions.arithmetic(question)).contains(sum);
    }

    @ParameterizedTest
    @CsvSource({"hello", "I have 3 apples", "the day 2026-11-23", "version 1.2.3", "a-b"})
    void findsNoSumWhereNoneIs(String question) {
        assertThat(Questions.arithmetic(question)).isEmpty();
    }

    @Test
    void callsBothToolsAtOnce() {
        Plan plan = Assistant.plan(ask("What is 17 * 23, and what time is it in Asia/Tokyo?"));
        assertThat(plan.steps())
                .containsExactly(
                        new Step.Call("calculator", "{\"expression\":\"17 * 23\"}"),
                        new Step.Call("time", "{\"zone\":\"Asia/Tokyo\"}"));
    }

    @Test
    void reportsWhatTheToolsSaid() {
        ToolCall sum = new ToolCall("a", "calculator", "{\"expression\":\"17 * 23\"}");
        ToolCall time = new ToolCall("b", "time", "{}");
        ChatRequest request =
                request(
                        Sampling.DEFAULT,
                        Message.text("u", Role.USER, "17 * 23 and the time"),
                        Message.assistant("m", "", List.of(sum, time)),
                        Message.toolResult("t1", sum, "391", false),
                        Message.toolResult("t2", time, "no clock", true));
        assertThat(Assistant.plan(request).steps())
                .containsExactly(new Step.Say("17 * 23 = 391. The tool time failed: no clock"));
    }

    @Test
    void asksAgainInTheNextQuestion() {
        ToolCall sum = new ToolCall("a", "calculator", "{}");
        ChatRequest request =
                request(
                        Sampling.DEFAULT,
                        Message.text("u", Role.USER, "1 + 1"),
                        Message.assistant("m", "", List.of(sum)),
                        Message.toolResult("t1", sum, "2", false),
                        Message.text("m2", Role.ASSISTANT, "2"),
                        Message.text("u2", Role.USER, "2 + 2"));
        assertThat(Assistant.plan(request).steps())
                .containsExactly(new Step.Call("calculator", "{\"expression\":\"2 + 2\"}"));
    }

    @Test
    void followsToolChoice() {
        assertThat(Assistant.plan(ask("1 + 1", sampling("none", null))).steps().get(0))
                .isInstanceOf(Step.Say.class);
        assertThat(Assistant.plan(ask("hello", sampling("time", null))).steps())
                .containsExactly(new Step.Call("time", "{}"));
        assertThat(Assistant.plan(ask("hello", sampling("required", null))).steps())
                .containsExactly(new Step.Call("calculator", "{}"));
    }

    @Test
    void saysThatItIsSimulated() {
        assertThat(Assistant.plan(ask("hello")).steps().toString())
                .contains("simulated model")
                .contains("You said: \"hello\"");
    }

    @Test
    void answersInTheFormAskedFor() {
        String object = "{\"type\":\"json_object\"}";
        assertThat(Assistant.plan(ask("hello", sampling("none", object))).steps().toString())
                .contains("{\"answer\":\"I am a simulated");
        String schema =
                "{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"type\":\"object\",\"required\":"
                        + "[\"n\",\"b\"],\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":3},"
                        + "\"b\":{\"enum\":[\"x\"]}}}}}";
        assertThat(Assistant.plan(ask("hello", sampling("none", schema))).steps())
                .containsExactly(new Step.Say("{\"n\":3,\"b\":\"x\"}"));
    }

    private static ToolSpec tool(String name, String schema) {
        return new ToolSpec(name, name, schema, SideEffect.NONE, Duration.ofSeconds(1));
    }

    private static Sampling sampling(String toolChoice, String format) {
        return new Sampling(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(toolChoice),
                Optional.ofNullable(format));
    }

    private static ChatRequest ask(String question) {
        return ask(question, Sampling.DEFAULT);
    }

    private static ChatRequest ask(String question, Sampling sampling) {
        return request(sampling, Message.text("u", Role.USER, question));
    }

    private static ChatRequest request(Sampling sampling, Message... messages) {
        return new ChatRequest("m", List.of(messages), List.of(CALCULATOR, TIME), sampling);
    }
}
