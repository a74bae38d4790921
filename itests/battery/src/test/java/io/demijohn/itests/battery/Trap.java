package io.demijohn.itests.battery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port of this machine that nobody may be led to, and a server that tries to lead there. What
 * connects is counted and let go.
 */
final class Trap implements AutoCloseable {

    private final ServerSocket server;
    private final HttpServer guide;
    private final AtomicInteger caught = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();

    Trap() {
        try {
            server = new ServerSocket(0); // every address of this machine
            guide = HttpServer.create(new InetSocketAddress(0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        guide.createContext("/", this::redirect);
        guide.start();
        Thread thread = new Thread(this::count, "trap");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Connections to an inner address. */
    int caught() {
        return caught.get();
    }

    /** Connections to a public address of this machine. */
    int passed() {
        return passed.get();
    }

    /** An address that answers with the way into the trap; the path is the status. */
    String guide(String host, int status) {
        return "http://" + host + ":" + guide.getAddress().getPort() + "/" + status;
    }

    private void count() {
        while (!server.isClosed()) {
            try (var connection = server.accept()) {
                boolean inside = connection.getLocalAddress().isLoopbackAddress();
                (inside ? caught : passed).incrementAndGet();
                connection.setSoLinger(true, 0);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void redirect(HttpExchange exchange) throws IOException {
        int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + port() + "/");
        exchange.getResponseHeaders().add("Refresh", "0; url=http://127.0.0.1:" + port() + "/");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        guide.stop(0);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
