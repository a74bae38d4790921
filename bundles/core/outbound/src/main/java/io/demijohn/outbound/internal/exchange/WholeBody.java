package io.demijohn.outbound.internal.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** An answer that is read to its end and then understood: JSON, or the text of an error. */
final class WholeBody<T> implements Reader<T> {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final int limit;
    private final Function<String, T> meaning;
    private long pieces;

    /** Bytes beyond the limit are dropped: errors need no more than their beginning. */
    WholeBody(int limit, Function<String, T> meaning) {
        this.limit = limit;
        this.meaning = meaning;
    }

    @Override
    public void read(ByteBuffer bytes) {
        byte[] some = new byte[Math.min(bytes.remaining(), limit - body.size())];
        bytes.get(some);
        body.writeBytes(some);
        pieces++;
    }

    @Override
    public Progress progress() {
        return pieces == 0 ? Progress.WAITING : Progress.SPEAKING;
    }

    @Override
    public long pieces() {
        return pieces;
    }

    @Override
    public void end() {}

    @Override
    public T result() {
        return meaning.apply(body.toString(StandardCharsets.UTF_8));
    }
}
