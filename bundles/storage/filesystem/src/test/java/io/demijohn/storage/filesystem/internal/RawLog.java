package io.demijohn.storage.filesystem.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The floor of the benchmark: a file, one committer with group commit, an fsync per batch, and
 * nothing else: no checksum, no index, no compare-and-set, no segments, no bounds.
 */
final class RawLog implements AutoCloseable {

    private record Item(byte[] bytes, CompletableFuture<Long> answer) {}

    private final FileChannel file;
    private final Thread committer = new Thread(this::run, "raw-log");
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private List<Item> waiting = new ArrayList<>();
    private long position;
    private boolean closed;

    RawLog(Path path, int filledMebibytes) throws IOException {
        file = FileChannel.open(path, CREATE, WRITE);
        for (int i = 0; i < filledMebibytes; i++) {
            file.write(ByteBuffer.allocate(1 << 20));
        }
        file.force(true);
        committer.start();
    }

    CompletableFuture<Long> append(byte[] bytes) {
        Item item = new Item(bytes, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(item);
            notify();
        }
        return item.answer();
    }

    private synchronized List<Item> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Item> batch = waiting;
        waiting = new ArrayList<>();
        return batch;
    }

    private void run() {
        try {
            for (List<Item> batch = take(); !batch.isEmpty(); batch = take()) {
                for (Item item : batch) {
                    if (buffer.remaining() < item.bytes().length) {
                        flush();
                    }
                    buffer.put(item.bytes());
                }
                flush();
                file.force(false);
                batch.forEach(item -> item.answer().complete(position));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            position += file.write(buffer, position);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        synchronized (this) {
            closed = true;
            notify();
        }
        committer.join();
        file.close();
    }
}
