package io.demijohn.runtime.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON objects as maps. Nothing is ever bound to a class that the text names. The type cache is
 * this bundle's own: Jackson's shared one would keep the bundle's class loader alive after an
 * update.
 */
public final class JsonText {

    private static final LookupCache<Object, JavaType> CACHE = new LRUMap<>(16, 64);
    private static final TypeFactory TYPES = TypeFactory.defaultInstance().withCache(CACHE);
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .typeFactory(TYPES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final JavaType OBJECT =
            TYPES.constructMapType(LinkedHashMap.class, String.class, Object.class);
    private static final ObjectReader READER = MAPPER.readerFor(OBJECT);
    private static final ObjectWriter WRITER = MAPPER.writer();

    private JsonText() {}

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @param bytes a JSON object in UTF-8
     * @return its members
     */
    public static Map<String, Object> object(byte[] bytes) {
        try {
            return READER.readValue(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a JSON object.
     *
     * @param text JSON
     * @return its members
     * @throws IllegalArgumentException when it is not one; the message says where
     */
    public static Map<String, Object> object(String text) {
        try {
            Map<String, Object> object = READER.readValue(text);
            if (object == null) {
                throw new IllegalArgumentException("not a JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /**
     * Writes an object.
     *
     * @param object JSON values
     * @return UTF-8
     */
    public static byte[] bytes(Map<String, ?> object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            ValueWriter.write(generator, object);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Writes a value.
     *
     * @param value JSON values
     * @return text
     */
    public static String text(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
