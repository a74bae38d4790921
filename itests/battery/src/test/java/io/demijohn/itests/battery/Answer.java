package io.demijohn.itests.battery;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One answer.
 *
 * @param status its status; 0 when the connection was closed without one
 * @param head status line and headers
 * @param body what followed
 */
record Answer(int status, String head, String body) {

    static final Answer NONE = new Answer(0, "", "");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    static Answer of(String head, String body) {
        Matcher line = STATUS.matcher(head);
        if (!line.lookingAt()) {
            throw new AssertionError("no status line: " + head);
        }
        return new Answer(Integer.parseInt(line.group(1)), head, body);
    }

    /** A header's value, or empty text. */
    String header(String name) {
        Matcher found =
                Pattern.compile("(?im)^" + Pattern.quote(name) + ":[ \t]*(.*?)\r?$").matcher(head);
        return found.find() ? found.group(1) : "";
    }

    boolean isChunked() {
        return header("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked");
    }
}
