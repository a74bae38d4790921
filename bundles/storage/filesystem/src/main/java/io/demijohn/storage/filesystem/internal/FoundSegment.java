package io.demijohn.storage.filesystem.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A segment as recovery finds it.
 *
 * @param name of the file
 * @param file open
 * @param header null when neither copy of it can be read, or it is another file's
 * @param intact whether both copies of the header are whole
 */
record FoundSegment(
        SegmentName name, LogFile file, @Nullable SegmentHeader header, boolean intact) {

    private static final int PIECE = 1 << 18;

    /** All of them, in order; of two with the same beginning the newer one first. */
    static List<FoundSegment> all(Directory directory) throws IOException {
        List<FoundSegment> all = new ArrayList<>();
        try {
            for (String file : directory.list()) {
                SegmentName name = SegmentName.parse(file);
                if (name != null) {
                    all.add(open(directory, name));
                }
            }
        } catch (IOException | RuntimeException e) {
            closeAll(all, e);
            throw e;
        }
        all.sort(
                Comparator.<FoundSegment>comparingInt(f -> f.name().first())
                        .thenComparingInt(f -> -f.name().generation()));
        return all;
    }

    private static FoundSegment open(Directory directory, SegmentName name) throws IOException {
        LogFile file = directory.open(name.file());
        try {
            byte[] start = new byte[SegmentHeader.LENGTH];
            ByteBuffer buffer = ByteBuffer.wrap(start);
            file.readFully(buffer, 0);
            SegmentHeader header = SegmentHeader.decode(start, buffer.position(), file.path());
            boolean ours = header != null && header.name().equals(name);
            return new FoundSegment(
                    name, file, ours ? header : null, SegmentHeader.isIntact(start));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static void closeAll(List<FoundSegment> all, Exception why) {
        for (FoundSegment found : all) {
            try {
                found.file().close();
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
    }

    int size() throws IOException {
        return Math.toIntExact(file.size());
    }

    /** Whether there is nothing but zeros behind the header. */
    boolean isBlank() throws IOException {
        byte[] piece = new byte[PIECE];
        for (long at = SegmentHeader.LENGTH; at < file.size(); at += PIECE) {
            ByteBuffer buffer = ByteBuffer.wrap(piece);
            file.readFully(buffer, at);
            for (int i = 0; i < buffer.position(); i++) {
                if (piece[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
