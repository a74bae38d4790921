package io.demijohn.itests.battery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A raw socket: what HTTP clients would not let a test send. */
final class Wire implements AutoCloseable {

    /** More than any limit of the platform, so that a wait that ends here is a finding. */
    private static final Duration DEADLINE = Duration.ofSeconds(45);

    /** For all that happens on one connection: also what trickles, or is not taken, ends. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final int MAX_HEAD = 64 * 1024;

    private final Socket socket = new Socket();
    private volatile boolean expired;

    Wire(int port) throws IOException {
        this(port, 64 * 1024);
    }

    Wire(int port, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout((int) DEADLINE.toMillis());
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) DEADLINE.toMillis());
        CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS)
                .execute(this::expire);
    }

    private void expire() {
        if (!socket.isClosed()) {
            expired = true;
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void assertInTime() {
        if (expired) {
            throw new AssertionError("the connection was still in use after " + LONGEST);
        }
    }

    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends as much as the other side takes; returns how many bytes that were. */
    long sendUntilClosed(byte[] piece, long most) {
        long sent = 0;
        try {
            while (sent < most) {
                send(piece);
                sent += piece.length;
            }
        } catch (IOException closed) {
            assertInTime();
            return sent;
        }
        return sent;
    }

    /** Reads one whole answer; none when the other side closes or resets before it. */
    Answer answer() throws IOException {
        try {
            String head = head();
            if (head.isEmpty()) {
                return Answer.NONE;
            }
            Answer begun = Answer.of(head, "");
            Statuses.saw(begun.status());
            return Answer.of(head, body(begun));
        } catch (SocketException reset) {
            assertInTime();
            return Answer.NONE;
        }
    }

    private String head() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n", Math.max(0, text.length() - 4)) < 0) {
            int c = in().read();
            if (c < 0 || text.length() > MAX_HEAD) {
                return "";
            }
            text.append((char) c);
        }
        return text.toString();
    }

    private String body(Answer begun) throws IOException {
        if (begun.status() == 204) {
            return "";
        }
        String length = begun.header("content-length");
        byte[] bytes;
        if (!length.isEmpty()) {
            bytes = in().readNBytes(Integer.parseInt(length));
        } else if (begun.isChunked()) {
            bytes = chunks();
        } else {
            bytes = in().readAllBytes();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            out.writeBytes(in().readNBytes(size));
            in().readNBytes(2);
        }
        in().readNBytes(2);
        return out.toByteArray();
    }

    private int chunkSize() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in().read(); c >= 0 && c != '\n'; c = in().read()) {
            line.append((char) c);
        }
        String text = line.toString().strip();
        return text.isEmpty() ? 0 : Integer.parseInt(text, 16);
    }

    /** Reads up to and with a text. */
    String until(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
            int c = in().read();
            if (c < 0) {
                throw new IOException("ended before '" + end + "': " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    /** All that comes until the other side closes or resets. */
    String all() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            in().transferTo(out);
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open after " + DEADLINE + ": " + out, open);
        } catch (SocketException reset) {
            assertInTime();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** Closes with a reset, as a killed process does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
