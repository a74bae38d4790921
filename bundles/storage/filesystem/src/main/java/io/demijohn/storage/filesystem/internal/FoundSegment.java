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
 * @param number from the file's name
 * @param file open
 * @param header null when neither copy of it can be read
 */
record FoundSegment(int number, LogFile file, @Nullable SegmentHeader header) {

    private static final int PIECE = 1 << 20;

    /** All of them, in order. */
    static List<FoundSegment> all(Directory directory) throws IOException {
        List<FoundSegment> all = new ArrayList<>();
        try {
            for (String name : directory.list()) {
                if (Segment.isName(name)) {
                    all.add(open(directory, name));
                }
            }
        } catch (IOException | RuntimeException e) {
            closeAll(all, e);
            throw e;
        }
        all.sort(Comparator.comparing(FoundSegment::number));
        return all;
    }

    private static FoundSegment open(Directory directory, String name) throws IOException {
        int number = Segment.number(name);
        LogFile file = directory.open(name);
        try {
            byte[] start = new byte[SegmentHeader.LENGTH];
            ByteBuffer buffer = ByteBuffer.wrap(start);
            file.readFully(buffer, 0);
            SegmentHeader header = SegmentHeader.decode(start, buffer.position(), file.path());
            boolean ours = header != null && header.number() == number;
            return new FoundSegment(number, file, ours ? header : null);
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

    /** The whole file. */
    byte[] bytes() throws IOException {
        byte[] bytes = new byte[Math.toIntExact(file.size())];
        for (int at = 0; at < bytes.length; at += PIECE) {
            file.readFully(ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)), at);
        }
        return bytes;
    }
}
