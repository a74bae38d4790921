package io.demijohn.storage.filesystem.internal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index as a file, so that opening reads no more than what came after it. The log is what
 * counts: a saved index that is missing, damaged or of other files is not used.
 */
final class SavedIndex implements Closeable {

    static final String NAME = "index";

    private static final String UNFINISHED = NAME + LogFiles.UNFINISHED;
    private static final int MAGIC = 0x444A4901; // "DJI" and the version
    private static final Logger LOG = LoggerFactory.getLogger(SavedIndex.class);

    /** A file of the log when the index was saved. */
    private record Listed(SegmentName name, long salt, int end) {}

    private final LogFile file;
    private final DataInputStream in;
    private LogPosition position = LogPosition.START;
    private long epoch;
    private final List<Listed> listed = new ArrayList<>();

    private SavedIndex(LogFile file) {
        this.file = file;
        this.in = new DataInputStream(new BufferedInputStream(new Chunks.Input(file)));
    }

    /** Reads what it is of. Empty when there is no whole index. */
    static Optional<SavedIndex> read(Directory directory) throws IOException {
        if (!directory.list().contains(NAME)) {
            return Optional.empty();
        }
        LogFile file = directory.open(NAME);
        try {
            SavedIndex index = new SavedIndex(file);
            Optional<byte[]> list = Chunks.last(file);
            if (list.isPresent() && index.list(list.get())) {
                return Optional.of(index);
            }
            LOG.warn("The index in {} is not whole; the log is read instead.", file.path());
            file.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private boolean list(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes);
        if (b.remaining() < Integer.BYTES || b.getInt() != MAGIC) {
            return false;
        }
        position = new LogPosition(b.getInt(), b.getInt());
        epoch = b.getLong();
        while (b.hasRemaining()) {
            SegmentName name = new SegmentName(b.getInt(), b.getInt(), b.getInt());
            listed.add(new Listed(name, b.getLong(), b.getInt()));
        }
        return true;
    }

    /**
     * What was durable when it was saved and is not there. Only the index can tell that the end of
     * the log is missing: without it, that looks like a log that was never longer.
     */
    Optional<Damage> missing(Directory directory, List<FoundSegment> found) throws IOException {
        int number = position.segment();
        if (found.stream().anyMatch(f -> f.name().last() > number)) {
            return Optional.empty(); // a gap in front of others is found without the index
        }
        Optional<FoundSegment> last =
                found.stream().filter(f -> f.name().last() == number).findFirst();
        long size = last.isPresent() ? last.get().size() : 0;
        boolean isWhole = last.isPresent() && last.get().name().generation() > 0;
        if (isWhole || size >= position.offset()) {
            return Optional.empty();
        }
        String path = directory.path() + "/" + Segment.name(number);
        return Optional.of(new Damage(path, size, position.offset() - size, "a missing end"));
    }

    /** Whether the files that it was made of are all there. */
    boolean fits(List<FoundSegment> found) throws IOException {
        for (Listed one : listed) {
            Optional<FoundSegment> same =
                    found.stream().filter(f -> f.name().equals(one.name())).findFirst();
            if (same.isEmpty() || !fits(same.get(), one)) {
                LOG.warn("The index in {} is of other files; the log is read.", file.path());
                return false;
            }
        }
        return true;
    }

    private static boolean fits(FoundSegment found, Listed listed) throws IOException {
        return found.header() != null
                && found.header().salt() == listed.salt()
                && found.size() >= listed.end();
    }

    Set<SegmentName> names() {
        return listed.stream().map(Listed::name).collect(Collectors.toSet());
    }

    long epoch() {
        return epoch;
    }

    /** Fills the index and opens the segments; returns from where on the log must be read. */
    LogPosition load(List<FoundSegment> log, Segments segments, JournalIndex index)
            throws IOException {
        List<Segment> order = new ArrayList<>();
        for (Listed one : listed) {
            FoundSegment found =
                    log.stream().filter(f -> f.name().equals(one.name())).findFirst().orElseThrow();
            SegmentHeader header = Objects.requireNonNull(found.header());
            Segment segment = segments.add(header, found.file());
            segment.end(one.end());
            order.add(segment);
        }
        index.read(new PlaceReader(in, order));
        return position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /**
     * Writes the index beside the last one and puts it in its place. What is appended meanwhile may
     * be in it or not; it is read again from the position on.
     *
     * @return how many bytes it has
     */
    static long write(
            Directory directory,
            LogPosition position,
            long epoch,
            Segments segments,
            JournalIndex index)
            throws IOException {
        long size;
        try (LogFile file = directory.open(UNFINISHED)) {
            file.truncate(0);
            Chunks.Output chunks = new Chunks.Output(file);
            PlaceWriter places = new PlaceWriter(new DataOutputStream(chunks));
            index.write(places, segments);
            chunks.split();
            list(places, position, epoch, segments.inOrder());
            chunks.end();
            size = chunks.position();
        }
        directory.rename(UNFINISHED, NAME);
        ForceFailed.guard(directory::force);
        return size;
    }

    /** Last, because only now it is known which files there are. It must fit one chunk. */
    private static void list(
            PlaceWriter places, LogPosition position, long epoch, List<Segment> segments)
            throws IOException {
        DataOutputStream out = places.out();
        out.writeInt(MAGIC);
        out.writeInt(position.segment());
        out.writeInt(position.offset());
        out.writeLong(epoch);
        List<Segment> order = new ArrayList<>(segments);
        order.sort(Comparator.comparingInt(segment -> places.order(segment.handle())));
        for (Segment segment : order) {
            boolean proven = segment.last() < position.segment();
            out.writeInt(segment.first());
            out.writeInt(segment.last());
            out.writeInt(segment.header().generation());
            out.writeLong(segment.salt());
            out.writeInt(proven ? segment.end() : SegmentHeader.LENGTH);
        }
    }

    /** Removes it: it would hide what must be seen, or takes the room that is needed. */
    static void remove(Directory directory) throws IOException {
        if (directory.list().contains(NAME)) {
            directory.remove(NAME);
            ForceFailed.guard(directory::force);
        }
    }
}
