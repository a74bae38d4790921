package io.demijohn.gateway.internal.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.gateway.internal.FakeRouter;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Web;
import io.demijohn.gateway.internal.Web.Answer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsTest {

    @TempDir private Path folder;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new TestGateway(folder);
        gateway.platform.setRouter(new FakeRouter());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Answer ask(String more) {
        return new Web(gateway)
                .ask("POST", "/v1/embeddings", "{\"model\":\"vectors\"," + more + "}");
    }

    @Test
    void aTextBecomesNumbers() {
        JsonNode body = ask("\"input\":\"four\"").json();
        assertThat(body.at("/object").asText()).isEqualTo("list");
        assertThat(body.at("/data")).hasSize(1);
        assertThat(body.at("/data/0/object").asText()).isEqualTo("embedding");
        assertThat(body.at("/data/0/embedding").toString()).isEqualTo("[4.0,0.5]");
        assertThat(body.at("/model").asText()).isEqualTo("vectors");
        assertThat(body.at("/usage").toString())
                .isEqualTo("{\"prompt_tokens\":1,\"total_tokens\":1}");
        assertThat(body.at("/metadata/model_name").asText()).isEqualTo("vectors");
    }

    @Test
    void textsKeepTheirOrder() {
        JsonNode data = ask("\"input\":[\"a\",\"bb\",\"\"]").json().get("data");
        assertThat(data.findValuesAsText("index")).containsExactly("0", "1", "2");
        assertThat(data.at("/1/embedding/0").asDouble()).isEqualTo(2);
        assertThat(data.at("/2/embedding/0").asDouble()).isEqualTo(0);
    }

    @Test
    void base64IsLittleEndianFloats() {
        String more = "\"input\":\"four\",\"dimensions\":3,\"encoding_format\":\"base64\"";
        String packed = ask(more).json().at("/data/0/embedding").asText();
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[3];
        bytes.asFloatBuffer().get(vector);
        assertThat(vector).containsExactly(4, 0.5f, 0.5f);
        assertThat(packed).startsWith("AACAQAAAAD8");
    }

    @Test
    void whatTheProviderDidNotCountIsNotZero() {
        JsonNode body = ask("\"input\":\"uncounted\"").json();
        assertThat(body.has("usage")).isTrue();
        assertThat(body.get("usage").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"user\":\"u\"                              | input",
                "\"input\":[]                                | input",
                "\"input\":[1,2,3]                           | tokens are not supported",
                "\"input\":[[1,2],[3]]                       | tokens are not supported",
                "\"input\":[\"a\",7]                         | input[1]",
                "\"input\":7                                 | input",
                "\"input\":\"a\",\"encoding_format\":\"hex\" | encoding_format",
                "\"input\":\"a\",\"dimensions\":0            | dimensions",
                "\"input\":\"a\",\"user\":7                  | user"
            })
    void whatIsWrongIsNamed(String more, String named) {
        Answer answer = ask(more);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.json().at("/error/message").asText()).contains(named);
    }

    @Test
    void moreTextsThanAnyProviderTakesAreRefused() {
        String texts = String.join(",", Collections.nCopies(2049, "\"a\""));
        assertThat(ask("\"input\":[" + texts + "]").status()).isEqualTo(400);
    }

    @Test
    void aModelThatIsNotThereIs404() {
        Answer answer =
                new Web(gateway)
                        .ask("POST", "/v1/embeddings", "{\"model\":\"none\",\"input\":\"a\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("model_not_found");
    }
}
