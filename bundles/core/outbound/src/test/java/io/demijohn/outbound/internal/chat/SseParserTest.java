package io.demijohn.outbound.internal.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class SseParserTest {

    @Test
    void readsEveryKindOfLineEnd() {
        assertThat(parse("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata: d\r\n\n"))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void joinsSeveralDataLinesAndDropsOneSpace() {
        assertThat(parse("data: a\ndata:b\ndata:  c\ndata\ndata:\n\n"))
                .containsExactly("a\nb\n c\n\n");
    }

    @Test
    void dropsCommentsAndOtherFields() {
        assertThat(parse(": PROCESSING\n\nevent: x\nid: 1\nretry: 5\ndata: a\nfoo: b\n\n"))
                .containsExactly("a");
        assertThat(parse(":\n\n\n\nevent: ping\n\n")).isEmpty();
    }

    @Test
    void dropsAByteOrderMarkAtTheBeginningOnly() {
        assertThat(parse("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).containsExactly("a");
    }

    @Test
    void keepsAColonInTheData() {
        assertThat(parse("data: {\"a\": \"b: c\"}\n\n")).containsExactly("{\"a\": \"b: c\"}");
    }

    @Test
    void readsALastEventWithoutItsEmptyLine() {
        assertThat(parse("data: a\n\ndata: [DONE]")).containsExactly("a", "[DONE]");
    }

    /** Where the network cuts the bytes means nothing, also within a character or a line end. */
    @Property(tries = 500)
    void cutsDoNotMatter(@ForAll("streams") String stream, @ForAll("cuts") List<Integer> cuts) {
        List<String> events = new ArrayList<>();
        SseParser parser = new SseParser(events::add);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        for (int cut : cuts) {
            int next = Math.min(bytes.length, at + cut);
            parser.feed(ByteBuffer.wrap(bytes, at, next - at));
            at = next;
        }
        parser.feed(ByteBuffer.wrap(bytes, at, bytes.length - at));
        parser.end();
        assertThat(events).isEqualTo(parse(stream));
    }

    /** What a writer that keeps to the standard sends, whatever its line ends, arrives. */
    @Property(tries = 500)
    void readsWhatWasWritten(
            @ForAll("texts") List<String> texts, @ForAll("lineEnds") String lineEnd) {
        StringBuilder stream = new StringBuilder();
        for (String text : texts) {
            for (String line : text.split("\n", -1)) {
                stream.append("data: ").append(line).append(lineEnd);
            }
            stream.append(lineEnd);
        }
        assertThat(parse(stream.toString())).isEqualTo(texts);
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of("data", ":", " ", "\n", "\r", "\r\n", "x", "é", "漢", "😀", "\n\n")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 5).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.strings().withChars("ab:{}\" \né漢").ofMaxLength(20).list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> lineEnds() {
        return Arbitraries.of("\n", "\r", "\r\n");
    }

    private static List<String> parse(String stream) {
        List<String> events = new ArrayList<>();
        SseParser parser = new SseParser(events::add);
        parser.feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        parser.end();
        return events;
    }
}
