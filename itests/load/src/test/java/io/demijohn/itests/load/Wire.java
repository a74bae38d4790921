package io.demijohn.itests.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client that costs as little as it can, because it shares the machine with what it measures: one
 * thread reads all connections, whoever sends writes. Connections are kept and made on demand, as
 * many as there are requests open.
 */
final class Wire implements AutoCloseable {

    /**
     * The server closes a connection that was idle for 30 s, perhaps just when it is used again.
     */
    private static final long MOST_IDLE = TimeUnit.SECONDS.toNanos(20);

    private final InetSocketAddress address;
    private final Selector selector;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Queue<Connection> fresh = new ConcurrentLinkedQueue<>();
    private final Thread reader = new Thread(this::readAll, "load-reader");
    private volatile boolean closed;

    private static final class Connection {
        private final SocketChannel channel;
        private final ResponseReader responses = new ResponseReader();
        private volatile Consumer<Answer> asker;
        private volatile long idleSince;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    Wire(int port) {
        try {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.setDaemon(true);
        reader.start();
    }

    /** Sends a request; the answer comes on the reader's thread, which must not wait. */
    void send(byte[] request, Consumer<Answer> done) {
        Connection connection = idle.pollFirst();
        try {
            if (connection != null && System.nanoTime() - connection.idleSince > MOST_IDLE) {
                connection.channel.close();
                connection = null;
            }
            if (connection == null) {
                connection = connect();
            }
            connection.asker = done;
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                connection.channel.write(bytes);
            }
        } catch (IOException e) {
            fail(connection, done);
        }
    }

    private static void fail(Connection connection, Consumer<Answer> done) {
        if (connection == null || take(connection) != null) {
            done.accept(Answer.broken(System.nanoTime()));
        }
    }

    private static Consumer<Answer> take(Connection connection) {
        synchronized (connection) {
            Consumer<Answer> asker = connection.asker;
            connection.asker = null;
            return asker;
        }
    }

    /** Sends a request and waits. */
    Answer exchange(byte[] request) {
        var answer = new CompletableFuture<Answer>();
        send(request, answer::complete);
        return answer.orTimeout(120, TimeUnit.SECONDS).join();
    }

    private Connection connect() throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var connection = new Connection(channel);
        fresh.add(connection);
        selector.wakeup();
        return connection;
    }

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
        try {
            while (!closed) {
                selector.select();
                for (Connection c = fresh.poll(); c != null; c = fresh.poll()) {
                    c.channel.register(selector, SelectionKey.OP_READ, c);
                }
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    read((Connection) key.attachment(), buffer);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Connection connection, ByteBuffer buffer) throws IOException {
        buffer.clear();
        int count;
        try {
            count = connection.channel.read(buffer);
        } catch (IOException e) {
            count = -1; // reset: the same end
        }
        if (count < 0) {
            idle.remove(connection);
            connection.channel.close();
            Consumer<Answer> asker = take(connection);
            if (asker != null) {
                asker.accept(Answer.broken(System.nanoTime()));
            }
            return;
        }
        connection.responses.read(buffer.flip()).ifPresent(answer -> answered(connection, answer));
    }

    private void answered(Connection connection, Answer answer) {
        Consumer<Answer> asker = take(connection);
        if (!answer.header("connection").orElse("").equals("close")) {
            connection.idleSince = System.nanoTime();
            idle.addFirst(connection);
        }
        asker.accept(answer);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
