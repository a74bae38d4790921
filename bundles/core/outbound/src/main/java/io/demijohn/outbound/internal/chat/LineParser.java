package io.demijohn.outbound.internal.chat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines, each of them JSON. Lines are split as bytes and decoded whole, so a
 * character may arrive in two pieces. Blank lines say nothing.
 */
final class LineParser implements EventParser {

    private final Consumer<String> onLine;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

    LineParser(Consumer<String> onLine) {
        this.onLine = onLine;
    }

    @Override
    public void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                end();
            } else {
                line.write(next);
            }
        }
    }

    @Override
    public void end() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            onLine.accept(text);
        }
    }
}
