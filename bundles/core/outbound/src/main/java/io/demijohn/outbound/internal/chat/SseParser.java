package io.demijohn.outbound.internal.chat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts bytes into the data of server-sent events, as the WHATWG HTML standard says in section 9.2.6
 * "Interpreting an event stream". Lines are split as bytes and decoded whole, so a character may
 * arrive in two pieces. Event names, ids and retry times are of no use here and are dropped.
 */
final class SseParser implements EventParser {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Consumer<String> onData;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterCarriageReturn;
    private boolean firstLine = true;

    SseParser(Consumer<String> onData) {
        this.onData = onData;
    }

    @Override
    public void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            boolean completesCrLf = next == '\n' && afterCarriageReturn;
            afterCarriageReturn = next == '\r';
            if (next == '\n' || next == '\r') {
                if (!completesCrLf) {
                    endLine();
                }
            } else {
                line.write(next);
            }
        }
    }

    /**
     * The stream has ended. The standard drops an event without its empty line; some servers forget
     * that line at the very end, so a complete last line still counts here.
     */
    @Override
    public void end() {
        if (line.size() > 0) {
            endLine();
        }
        dispatch();
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (firstLine && text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        firstLine = false;
        if (text.isEmpty()) {
            dispatch();
        } else {
            field(text);
        }
    }

    private void field(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!name.equals("data")) {
            return;
        }
        String value = colon < 0 ? "" : text.substring(colon + 1);
        if (hasData) {
            data.append('\n');
        }
        data.append(value.startsWith(" ") ? value.substring(1) : value);
        hasData = true;
    }

    private void dispatch() {
        if (hasData) {
            String whole = data.toString();
            data.setLength(0);
            hasData = false;
            onData.accept(whole);
        }
    }
}
