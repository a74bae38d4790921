package io.demijohn.itests.battery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A model behind OpenAI's interface, in another process than the platform. The prompt says what it
 * does: "trickle" streams a word now and then without end, "flood" streams as fast as it can,
 * "hang" never answers, anything else is answered at once.
 */
final class Upstream implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;
    private static final int FLOOD_PIECE = 16 * 1024;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();

    Upstream() {
        try {
            server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Calls so far. */
    int asked() {
        return asked.get();
    }

    /** Calls that are neither answered nor given up by the caller. */
    int open() {
        return open.get();
    }

    /** Bytes of answers so far. */
    long sent() {
        return sent.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String body = request(in); !body.isEmpty(); body = request(in)) {
                asked.incrementAndGet();
                open.incrementAndGet();
                try {
                    answer(body, in, socket.getOutputStream());
                } finally {
                    open.decrementAndGet();
                }
            }
        } catch (IOException gone) {
            Thread.currentThread().setName("upstream-idle"); // the caller gave up: counted above
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.append((char) c);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        int length =
                at < 0
                        ? 0
                        : Integer.parseInt(
                                lower.substring(at + 15, lower.indexOf('\r', at)).strip());
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private void answer(String body, InputStream in, OutputStream out) throws IOException {
        if (body.contains("evil")) {
            write(out, evil());
        } else if (body.contains("hang")) {
            if (in.read() < 0) {
                throw new IOException("the caller gave up");
            }
        } else if (body.contains("trickle") || body.contains("flood")) {
            stream(body.contains("flood") ? "x".repeat(FLOOD_PIECE) : "word ", out);
        } else {
            write(out, body.contains("\"stream\":true") ? streamed() : whole());
        }
    }

    /** Ends only when the caller does. */
    private void stream(String piece, OutputStream out) throws IOException {
        write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n");
        String event =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":"
                        + "\"mock\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + piece
                        + "\"},\"finish_reason\":null}]}\n\n";
        String chunk = Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
        while (true) {
            write(out, chunk);
            if (piece.length() < FLOOD_PIECE) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** An error whose text wants to be more than a text. */
    private static String evil() {
        String json =
                "{\"error\":{\"message\":\"bad\\r"
                        + "\\n"
                        + "2026-01-01T00:00:00.000Z | ERROR | FORGED \\u001b[31m ${sys:java.home}"
                        + " \\u2028\",\"type\":\"${jndi:x}\\n"
                        + "\",\"code\":null}}";
        return "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json;
    }

    private static String streamed() {
        String events =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":"
                        + "\"mock\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"},"
                        + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                + events.length()
                + "\r\n\r\n"
                + events;
    }

    private static String whole() {
        String json =
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"mock\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                        + "\"hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,"
                        + "\"completion_tokens\":1,\"total_tokens\":2}}";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json;
    }

    private void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        sent.addAndGet(text.length());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
