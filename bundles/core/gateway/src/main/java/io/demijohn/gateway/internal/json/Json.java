package io.demijohn.gateway.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * This bundle's one JSON reader and writer. The limits keep a hostile body from costing more than
 * its size: depth (stack), number length (quadratic parsing), token count (memory per byte).
 */
public final class Json {

    /** How deep objects and arrays may nest. */
    public static final int MAX_DEPTH = 200;

    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(400)
                    .maxNameLength(4096)
                    .maxTokenCount(1_000_000)
                    .build();

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(LIMITS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // a shared table of names is one more thing to fill with collisions
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    // thread-local buffers would keep this bundle's class loader alive
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .build();

    // Jackson's shared type cache would keep this bundle's class loader alive after an update.
    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 64);

    private static final JsonMapper MAPPER =
            JsonMapper.builder(FACTORY)
                    .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
                    .build();

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @param body UTF-8 text
     * @return Map, List, String, Boolean, Integer, Long, BigInteger, Double or null
     * @throws JsonProblem when it is not JSON or breaks a limit
     */
    public static @Nullable Object read(byte[] body) {
        try (JsonParser parser = FACTORY.createParser(Utf8.checked(body))) {
            return new ValueReader(parser).document();
        } catch (IOException e) {
            throw JsonProblem.of(e);
        }
    }

    /**
     * Writes a value.
     *
     * @param value Map, List, String, Number, Boolean, null
     * @return one line of UTF-8 text
     */
    public static byte[] write(@Nullable Object value) {
        return write(generator -> ValueWriter.write(generator, value));
    }

    /**
     * Writes what a function puts out.
     *
     * @param writer writes one value
     * @return one line of UTF-8 text
     */
    public static byte[] write(Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            generator.setCodec(MAPPER);
            writer.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Writes a value as text.
     *
     * @param value as for {@link #write(Object)}
     * @return one line
     */
    public static String text(@Nullable Object value) {
        return new String(write(value), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Puts one value out. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Puts one value out.
         *
         * @param generator where
         * @throws IOException when the generator does
         */
        void write(JsonGenerator generator) throws IOException;
    }
}
