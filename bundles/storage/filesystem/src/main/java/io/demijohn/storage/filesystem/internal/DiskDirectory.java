package io.demijohn.storage.filesystem.internal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A locked directory on disk. */
final class DiskDirectory implements Directory {

    private final Path path;
    private final DirectoryLock lock;

    private DiskDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    static DiskDirectory open(Path path) throws IOException {
        OwnerOnly.createDirectories(path);
        return new DiskDirectory(path, DirectoryLock.take(path));
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new DiskFile(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), ATOMIC_MOVE);
    }

    @Override
    public void remove(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void force() throws IOException {
        try (FileChannel channel = FileChannel.open(path, READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableSpace() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
