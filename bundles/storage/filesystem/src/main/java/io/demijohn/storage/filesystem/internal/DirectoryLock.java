package io.demijohn.storage.filesystem.internal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * One owner per directory. The operating system drops the lock with the process; the file holds the
 * owner's process id for the message that a second owner gets.
 */
final class DirectoryLock implements Closeable {

    // POSIX drops a process's lock when *any* descriptor of the file is closed, so a second opener
    // in this JVM must not touch the file. System properties are one map for all class loaders.
    private static final String OWNED = "io.demijohn.storage.filesystem.owned:";

    private final String key;
    private final FileChannel channel;

    private DirectoryLock(String key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        String key = OWNED + directory.toRealPath();
        String pid = Long.toString(ProcessHandle.current().pid());
        if (System.getProperties().putIfAbsent(key, pid) != null) {
            throw inUse(directory, pid + " (this one)");
        }
        try {
            return new DirectoryLock(key, locked(directory, pid));
        } catch (IOException | RuntimeException e) {
            System.getProperties().remove(key);
            throw e;
        }
    }

    private static FileChannel locked(Path directory, String pid) throws IOException {
        Path file = directory.resolve("lock");
        FileChannel channel = FileChannel.open(file, Set.of(CREATE, WRITE), OwnerOnly.file(file));
        try {
            if (channel.tryLock() == null) {
                throw inUse(directory, Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path directory, String pid) {
        return new IOException(
                "The journal directory "
                        + directory
                        + " is in use by "
                        + (pid.isEmpty() ? "another process" : "process " + pid)
                        + ": stop that process, or set another 'directory' in"
                        + " etc/io.demijohn.storage.filesystem.cfg.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        System.getProperties().remove(key);
    }
}
