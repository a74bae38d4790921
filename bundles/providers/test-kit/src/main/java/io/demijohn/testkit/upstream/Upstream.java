package io.demijohn.testkit.upstream;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A provider on a raw socket of this machine, so that it can break every rule of HTTP and sees at
 * once when the other side hangs up.
 */
public final class Upstream implements Closeable {

    /** What the provider does with one request. */
    @FunctionalInterface
    public interface Script {
        /**
         * Answers, or does not.
         *
         * @param call the request
         * @throws IOException when the other side has hung up
         */
        void play(UpstreamCall call) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<UpstreamCall> calls = new CopyOnWriteArrayList<>();

    /**
     * Listens from now on.
     *
     * @param script played for each request
     */
    public Upstream(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /**
     * Where it is.
     *
     * @return an address without a path
     */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /**
     * The requests that have come.
     *
     * @return in order
     */
    public List<UpstreamCall> calls() {
        return List.copyOf(calls);
    }

    /**
     * How many connections are open.
     *
     * @return 0 or more
     */
    public int connections() {
        return sockets.size();
    }

    /**
     * Waits until no call is held open any more.
     *
     * @param limit how long to wait for each
     * @return whether that came true
     */
    public boolean idle(Duration limit) {
        return calls.stream().allMatch(call -> call.awaitEnd(limit));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            @Nullable UpstreamCall call = UpstreamCall.read(socket);
            while (call != null) {
                calls.add(call);
                try {
                    script.play(call);
                } finally {
                    call.ended();
                }
                call = call.isOver() ? null : UpstreamCall.read(socket);
            }
        } catch (IOException e) {
            // The other side hung up: that is what the test wanted, or it will say what it misses.
        } finally {
            sockets.remove(socket);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
