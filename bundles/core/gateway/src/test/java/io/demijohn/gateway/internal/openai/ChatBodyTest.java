package io.demijohn.gateway.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Original;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatBodyTest {

    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}]";

    private static ChatRequest read(String more) {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + more
                        + "}";
        return ChatBody.read(Fields.parseOptional(body.getBytes(StandardCharsets.UTF_8)), body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n | 2",
                "logprobs | true",
                "modalities | [\"text\",\"audio\"]",
                "functions | [{\"name\":\"add\"}]"
            })
    void whatWouldGiveAnotherAnswerIsRefusedByName(String field, String value) {
        assertThatThrownBy(() -> read("\"" + field + "\":" + value + "," + TOOLS))
                .isInstanceOf(FieldProblem.class)
                .hasMessageContaining(field);
    }

    @Test
    void theirDefaultsAreFine() {
        assertThat(
                        read("\"n\":1,\"logprobs\":false,\"parallel_tool_calls\":true,"
                                        + "\"modalities\":[\"text\"],\"functions\":null,"
                                        + "\"user\":\"u\","
                                        + TOOLS)
                                .tools())
                .hasSize(1);
        assertThat(read("\"parallel_tool_calls\":false").tools()).isEmpty();
    }

    @Test
    void whatOnlyThisDialectCanSayIsMarked() {
        Original plain = read(TOOLS).original().orElseThrow();
        assertThat(plain.dialect()).isEqualTo(Original.OPENAI_CHAT);
        assertThat(plain.body()).startsWith("{\"model\":\"m\"").endsWith(TOOLS + "}");
        assertThat(plain.only()).isEmpty();
        Original marked = read("\"parallel_tool_calls\":false," + TOOLS).original().orElseThrow();
        assertThat(marked.only()).containsExactly("parallel_tool_calls");
        assertThat(marked.refusal("claude").orElseThrow())
                .hasMessageStartingWith("parallel_tool_calls: model claude has nothing like it");
    }
}
