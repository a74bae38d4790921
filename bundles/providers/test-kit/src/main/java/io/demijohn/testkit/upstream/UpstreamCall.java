package io.demijohn.testkit.upstream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request, and the means to answer it well or badly. */
public final class UpstreamCall {

    private final Socket socket;
    private final String target;
    private final Map<String, String> headers;
    private final String body;
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean over;

    private UpstreamCall(Socket socket, String target, Map<String, String> headers, String body) {
        this.socket = socket;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    static @Nullable UpstreamCall read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new UpstreamCall(socket, first.split(" ")[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /**
     * What is asked for.
     *
     * @return path and query
     */
    public String target() {
        return target;
    }

    /**
     * A header of the request.
     *
     * @param name in any case
     * @return empty when it is not there
     */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /**
     * The body of the request.
     *
     * @return as UTF-8
     */
    public String body() {
        return body;
    }

    /**
     * A complete answer of known length.
     *
     * @param status of HTTP
     * @param type of the content
     * @param text the content
     * @param more header lines
     * @throws IOException when the other side has hung up
     */
    public void answer(int status, String type, String text, String... more) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw(
                "HTTP/1.1 "
                        + status
                        + " X\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + bytes.length
                        + "\r\n"
                        + (more.length == 0 ? "" : String.join("\r\n", more) + "\r\n")
                        + "\r\n");
        raw(bytes);
    }

    /**
     * The head of a stream of server-sent events; pieces follow.
     *
     * @return this
     * @throws IOException when the other side has hung up
     */
    public UpstreamCall stream() throws IOException {
        return stream("text/event-stream; charset=utf-8");
    }

    /**
     * The head of a stream; pieces follow.
     *
     * @param type of the content
     * @return this
     * @throws IOException when the other side has hung up
     */
    public UpstreamCall stream(String type) throws IOException {
        raw("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        return this;
    }

    /**
     * More of a stream.
     *
     * @param text at least one character
     * @return this
     * @throws IOException when the other side has hung up
     */
    public UpstreamCall piece(String text) throws IOException {
        return piece(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * More of a stream.
     *
     * @param bytes at least one
     * @return this
     * @throws IOException when the other side has hung up
     */
    public UpstreamCall piece(byte[] bytes) throws IOException {
        raw(Integer.toHexString(bytes.length) + "\r\n");
        raw(bytes);
        raw("\r\n");
        return this;
    }

    /**
     * The end of a stream's body.
     *
     * @throws IOException when the other side has hung up
     */
    public void endStream() throws IOException {
        raw("0\r\n\r\n");
    }

    /**
     * Sends text as it is.
     *
     * @param text characters of one byte
     * @throws IOException when the other side has hung up
     */
    public void raw(String text) throws IOException {
        raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /**
     * Waits until the other side hangs up.
     *
     * @throws IOException when it did so rudely
     */
    public void hold() throws IOException {
        over = true;
        while (socket.getInputStream().read() >= 0) {
            // Nothing that comes now matters.
        }
    }

    /**
     * Ends the connection in order, wherever the answer is.
     *
     * @throws IOException never mind why
     */
    public void hangUp() throws IOException {
        over = true;
        socket.close();
    }

    /**
     * Ends the connection with a reset.
     *
     * @throws IOException never mind why
     */
    public void reset() throws IOException {
        over = true;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    boolean isOver() {
        return over;
    }

    void ended() {
        end.countDown();
    }

    boolean awaitEnd(Duration limit) {
        try {
            return end.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
