package io.demijohn.gateway.internal.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.StateUpdate;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

    private static StateUpdate read(String input) {
        return MessageIn.update(Fields.parse(input.getBytes(StandardCharsets.UTF_8)));
    }

    private static Message only(String message) {
        StateUpdate update = read("{\"messages\":" + message + "}");
        assertThat(update.messages()).hasSize(1);
        return update.messages().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hi\"",
                "[\"hi\"]",
                "{\"role\":\"user\",\"content\":\"hi\"}",
                "[{\"type\":\"human\",\"content\":\"hi\"}]",
                "[[\"user\",\"hi\"]]",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]",
                "[{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain_core\",\"messages\","
                        + "\"HumanMessage\"],\"kwargs\":{\"content\":\"hi\"}}]"
            })
    void aPersonsMessageCanBeSaidInManyWays(String messages) {
        Message message = only(messages);
        assertThat(message.role()).isEqualTo(Role.USER);
        assertThat(message.text()).isEqualTo("hi");
        assertThat(message.id()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "human,USER",
        "user,USER",
        "ai,ASSISTANT",
        "assistant,ASSISTANT",
        "AIMessageChunk,ASSISTANT",
        "system,SYSTEM",
        "developer,SYSTEM"
    })
    void rolesAndTypesMeanTheSame(String word, Role role) {
        assertThat(only("[{\"role\":\"" + word + "\",\"content\":\"x\"}]").role()).isEqualTo(role);
        assertThat(only("[{\"type\":\"" + word + "\",\"content\":\"x\"}]").role()).isEqualTo(role);
    }

    @Test
    void aPictureIsKept() {
        Message message =
                only(
                        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"what?\"},"
                                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/y.png\"}}]}]");
        assertThat(message.content())
                .containsExactly(new Content.Text("what?"), new Content.Image("https://x/y.png"));
        assertThat(Json.text(MessageOut.one(message)))
                .contains("\"image_url\":{\"url\":\"https://x/y.png\"}");
    }

    @Test
    void removalsAreApartFromMessages() {
        StateUpdate update =
                read("{\"messages\":[{\"type\":\"remove\",\"id\":\"m1\"},\"hi\"],\"topic\":null}");
        assertThat(update.removals()).containsExactly("m1");
        assertThat(update.messages()).hasSize(1);
        assertThat(update.other()).containsOnlyKeys("topic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"content\":\"x\"}] | messages[0].role",
                "[{\"role\":\"king\",\"content\":\"x\"}] | messages[0].type",
                "[7] | messages[0]",
                "[{\"role\":\"user\",\"content\":7}] | messages[0].content",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}] | messages[0].content[0].type",
                "[{\"role\":\"tool\",\"content\":\"x\"}] | messages[0].tool_call_id",
                "[{\"type\":\"remove\"}] | messages[0].id"
            })
    void aWrongMessageIsNamed(String messages, String field) {
        assertThatThrownBy(() -> read("{\"messages\":" + messages + "}"))
                .isInstanceOfSatisfying(
                        FieldProblem.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void argumentsThatAreNoObjectAreShownAsInvalid() {
        Message message =
                Message.assistant(
                        "a",
                        "",
                        List.of(
                                new ToolCall("c1", "time", ""),
                                new ToolCall("c2", "calculator", "{\"x\":")));
        Map<String, Object> out = Map.copyOf(MessageOut.one(message));
        assertThat(out.get("tool_calls"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "name",
                                        "time",
                                        "args",
                                        Map.of(),
                                        "id",
                                        "c1",
                                        "type",
                                        "tool_call")));
        assertThat(Json.text(out.get("invalid_tool_calls"))).contains("\"args\":\"{\\\"x\\\":\"");
    }

    @Provide
    Arbitrary<Message> messages() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20).filter(CarriedText::unicode);
        Arbitrary<String> id = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
        Arbitrary<ToolCall> call =
                Combinators.combine(id, id)
                        .as((i, name) -> new ToolCall(i, name, "{\"a\":[1,{\"b\":null}]}"));
        Arbitrary<Map<String, Object>> metadata =
                Arbitraries.of(
                        Map.of(),
                        Map.of("model_name", "m", "simulated", true),
                        Map.of(
                                "usage",
                                Map.of(
                                        "input_tokens", 3L,
                                        "output_tokens", 4L,
                                        "total_tokens", 7L,
                                        "cached_tokens", 1L,
                                        "reasoning_tokens", 2L)));
        return Combinators.combine(
                        Arbitraries.of(Role.values()), id, text, call.list().ofMaxSize(3), metadata)
                .as(MessagesTest::message);
    }

    private static Message message(
            Role role, String id, String text, List<ToolCall> calls, Map<String, Object> metadata) {
        boolean tool = role == Role.TOOL;
        return new Message(
                id,
                role,
                text.isEmpty() ? List.of() : List.of(new Content.Text(text)),
                role == Role.ASSISTANT ? calls : List.of(),
                tool ? Optional.of("c1") : Optional.empty(),
                tool ? Optional.of("time") : Optional.empty(),
                tool && text.length() % 2 == 1,
                role == Role.ASSISTANT ? metadata : Map.of());
    }

    /** Strings that JSON can carry. */
    static final class CarriedText {
        static boolean unicode(String text) {
            return StandardCharsets.UTF_8.newEncoder().canEncode(text);
        }
    }

    @Property(tries = 300)
    void whatIsReadAndSentBackStaysTheSame(@ForAll("messages") Message message) {
        byte[] wire = Json.write(Map.of("messages", List.of(MessageOut.one(message))));
        assertThat(MessageIn.update(Fields.parse(wire)).messages()).containsExactly(message);
    }
}
