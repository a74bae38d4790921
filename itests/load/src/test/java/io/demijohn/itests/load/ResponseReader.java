package io.demijohn.itests.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Reads one HTTP/1.1 response after the other from bytes as they come. */
final class ResponseReader {

    private enum Part {
        HEAD,
        FIXED,
        SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private Part part = Part.HEAD;
    private StringBuilder line = new StringBuilder(400);
    private String head = "";
    private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private long left;
    private long headAt;
    private long bodyAt;

    /** Takes bytes until a response is complete or there are no more. */
    Optional<Answer> read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (step(bytes)) {
                return Optional.of(end());
            }
        }
        return Optional.empty();
    }

    private boolean step(ByteBuffer bytes) {
        return switch (part) {
            case HEAD -> head(bytes.get());
            case FIXED -> data(bytes);
            case CHUNK -> {
                if (data(bytes)) {
                    part = Part.CHUNK_END;
                }
                yield false;
            }
            case SIZE, CHUNK_END, TRAILER -> lineEnd(bytes.get());
        };
    }

    private boolean head(byte letter) {
        line.append((char) letter);
        int length = line.length();
        if (letter != '\n' || length < 4 || line.charAt(length - 3) != '\n') {
            return false;
        }
        head = line.toString();
        headAt = System.nanoTime();
        line.setLength(0);
        String lower = head.toLowerCase(Locale.ROOT);
        if (lower.contains("\ntransfer-encoding: chunked")) {
            part = Part.SIZE;
            return false;
        }
        int at = lower.indexOf("\ncontent-length:");
        left =
                at < 0
                        ? 0
                        : Long.parseLong(lower.substring(at + 16, lower.indexOf('\r', at)).strip());
        part = Part.FIXED;
        return left == 0;
    }

    private boolean data(ByteBuffer bytes) {
        int size = (int) Math.min(left, bytes.remaining());
        byte first = bytes.get(bytes.position());
        if (bodyAt == 0 && first != '\n' && first != ':') { // no newline or comment of a heartbeat
            bodyAt = System.nanoTime();
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), size);
        bytes.position(bytes.position() + size);
        left -= size;
        return left == 0;
    }

    private boolean lineEnd(byte letter) {
        if (letter != '\n') {
            line.append((char) letter);
            return false;
        }
        String text = line.toString().strip();
        line.setLength(0);
        if (part == Part.TRAILER) {
            return text.isEmpty();
        }
        if (part == Part.CHUNK_END) {
            part = Part.SIZE;
            return false;
        }
        left = Long.parseLong(text, 16);
        part = left == 0 ? Part.TRAILER : Part.CHUNK;
        return false;
    }

    private Answer end() {
        long now = System.nanoTime();
        byte[] all = body.toByteArray();
        int status = Integer.parseInt(head.substring(9, 12));
        Answer answer = new Answer(status, head, all, headAt, bodyAt == 0 ? now : bodyAt, now);
        part = Part.HEAD;
        body = new ByteArrayOutputStream(0);
        bodyAt = 0;
        return answer;
    }

    /** Makes the bytes of a request. */
    static byte[] request(String method, String path, String key, String json) {
        return request(method, path, key, json.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] request(String method, String path, String key, byte[] body) {
        String start =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                        + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        byte[] front = start.getBytes(StandardCharsets.US_ASCII);
        byte[] all = java.util.Arrays.copyOf(front, front.length + body.length);
        System.arraycopy(body, 0, all, front.length, body.length);
        return all;
    }
}
