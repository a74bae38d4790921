package io.demijohn.itests.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A whole response, or the end of a connection.
 *
 * @param status of HTTP; 0 when the connection broke first
 * @param head all header lines
 * @param body without its chunks
 * @param headAt when the head was complete, {@link System#nanoTime}
 * @param bodyAt when the first line that is no heartbeat began; the end when there is none
 * @param endAt when the last byte came
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, String head, byte[] body, long headAt, long bodyAt, long endAt) {

    static Answer broken(long now) {
        return new Answer(0, "", new byte[0], now, now, now);
    }

    /** The body; other letters than ASCII come out as several. */
    String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }
}
