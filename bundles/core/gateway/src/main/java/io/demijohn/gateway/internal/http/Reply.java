package io.demijohn.gateway.internal.http;

import io.demijohn.gateway.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a caller gets. */
public sealed interface Reply {

    /** JSON's media type. */
    String JSON = "application/json";

    /** Server-sent events' media type. */
    String EVENTS = "text/event-stream";

    /**
     * Headers beside the content type.
     *
     * @return by name
     */
    Map<String, String> headers();

    /**
     * An answer that is complete.
     *
     * @param status the HTTP status
     * @param type the media type; empty for no body
     * @param headers further headers
     * @param body all of it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Whole(int status, String type, Map<String, String> headers, byte[] body)
            implements Reply {}

    /**
     * An answer that is written bit by bit; its headers go at once, those of JSON within 20 ms.
     *
     * @param type the media type
     * @param headers further headers
     * @param heartbeat what to send while there is nothing to say; the reader skips it
     * @param source writes
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Streamed(
            String type, Map<String, String> headers, byte[] heartbeat, Consumer<Outlet> source)
            implements Reply {}

    /**
     * A JSON value with status 200.
     *
     * @param value what to write
     * @return the answer
     */
    static Whole json(@Nullable Object value) {
        return new Whole(200, JSON, Map.of(), Json.write(value));
    }

    /**
     * JSON text with status 200.
     *
     * @param body the text
     * @return the answer
     */
    static Whole jsonBytes(byte[] body) {
        return new Whole(200, JSON, Map.of(), body);
    }

    /**
     * A status without a body.
     *
     * @param status 202 or 204
     * @return the answer
     */
    static Whole empty(int status) {
        return new Whole(status, "", Map.of(), new byte[0]);
    }

    /**
     * The same answer with one more header.
     *
     * @param whole the answer
     * @param name the header
     * @param value its value
     * @return a copy
     */
    static Whole with(Whole whole, String name, String value) {
        Map<String, String> headers = new LinkedHashMap<>(whole.headers());
        headers.put(name, value);
        return new Whole(whole.status(), whole.type(), headers, whole.body());
    }
}
