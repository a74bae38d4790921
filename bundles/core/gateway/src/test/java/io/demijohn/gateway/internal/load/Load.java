package io.demijohn.gateway.internal.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests over keep-alive connections. With a rate, each has a time at which it is due and its
 * latency counts from there, whether or not the connection was free (open loop); without, the next
 * follows the last (closed loop).
 */
final class Load {

    /** What came out. */
    record Figures(double perSecond, Histogram micros, long errors) {}

    private final int port;
    private final byte[] request;

    Load(int port, String request) {
        this.port = port;
        this.request = request.getBytes(StandardCharsets.ISO_8859_1);
    }

    Figures run(int connections, double rate, double seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        List<Future<Histogram>> parts = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            double gap = rate == 0 ? 0 : connections * 1e9 / rate;
            long first = begin + (long) (gap * i / connections);
            parts.add(threads.submit(() -> connection(first, gap, end)));
        }
        Histogram all = new Histogram(3);
        long errors = 0;
        for (Future<Histogram> part : parts) {
            Histogram one = part.get();
            errors += one.getTag() == null ? 0 : Long.parseLong(one.getTag());
            all.add(one);
        }
        threads.shutdown();
        double took = (System.nanoTime() - begin) / 1e9;
        return new Figures(all.getTotalCount() / took, all, errors);
    }

    private Histogram connection(long first, double gap, long end) throws IOException {
        Histogram micros = new Histogram(3);
        long errors = 0;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            double due = first;
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                long start = gap == 0 ? now : (long) due;
                for (long left = start - System.nanoTime(); left > 0; ) {
                    LockSupport.parkNanos(left);
                    left = start - System.nanoTime();
                }
                socket.getOutputStream().write(request);
                errors += answer(in) == 200 ? 0 : 1;
                micros.recordValue((System.nanoTime() - start) / 1000);
                due += gap;
            }
        }
        micros.setTag(String.valueOf(errors));
        return micros;
    }

    private static int answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).substring(9, 12));
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length: ")) {
                length = Integer.parseInt(lower.substring(16));
            }
        }
        if (length >= 0) {
            in.skipNBytes(length);
            return status;
        }
        for (int chunk = chunk(in); chunk > 0; chunk = chunk(in)) {
            in.skipNBytes(chunk + 2L);
        }
        line(in);
        return status;
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
