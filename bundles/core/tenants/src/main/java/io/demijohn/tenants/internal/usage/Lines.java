package io.demijohn.tenants.internal.usage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A line of a log: eight hexadecimal digits of the CRC32C of what follows, a space, a flat JSON
 * object, and a line feed. What does not agree with its checksum was torn or damaged.
 */
final class Lines {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SUM = 8;

    /** Writes fields. */
    interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private Lines() {}

    static byte[] write(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never, in memory
        }
        byte[] json = bytes.toByteArray();
        byte[] line = new byte[SUM + 2 + json.length];
        byte[] sum = sum(json, 0, json.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, line, 0, SUM);
        line[SUM] = ' ';
        System.arraycopy(json, 0, line, SUM + 1, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** Reads a line without its line feed; empty when it is torn or damaged. */
    static Optional<Map<String, String>> read(byte[] line) {
        boolean whole =
                line.length > SUM + 1
                        && new String(line, 0, SUM, StandardCharsets.US_ASCII)
                                .equals(sum(line, SUM + 1, line.length - SUM - 1));
        return whole ? fields(line) : Optional.empty();
    }

    private static Optional<Map<String, String>> fields(byte[] line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(line, SUM + 1, line.length - SUM - 1)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getText());
            }
            return Optional.of(fields);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String sum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
