package io.demijohn.provider.openai.upstream;

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

/**
 * A provider on a raw socket, so that it can break every rule of HTTP and sees at once when the
 * other side hangs up. In a package of its own: its threads must not be taken for the model's.
 */
public final class Upstream implements Closeable {

    /** What the provider does with one request. */
    @FunctionalInterface
    public interface Script {
        void play(Call call) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    public Upstream(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public int connections() {
        return sockets.size();
    }

    /** Waits until no call is held open any more. */
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
            Call call = Call.read(socket);
            while (call != null) {
                calls.add(call);
                try {
                    script.play(call);
                } finally {
                    call.ended();
                }
                call = call.isOver() ? null : Call.read(socket);
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
