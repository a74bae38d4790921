package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A log that format version 1 wrote (src/test/resources/version-1) opens, and goes on. */
final class VersionOneTest {

    static Disk sample() throws IOException {
        Disk disk = new Disk();
        for (String name : List.of("0000000001.log", "0000000002.log")) {
            try (InputStream in = VersionOneTest.class.getResourceAsStream("/version-1/" + name)) {
                disk.put(name, in.readAllBytes());
            }
        }
        return disk;
    }

    private static JournalKey key(String id) {
        return new JournalKey("acme", "thread", id);
    }

    private static String head(FileCheckpointStore store, String id) {
        Optional<Head> head = store.head(key(id));
        return head.map(h -> h.sequence() + " " + new String(h.body(), StandardCharsets.UTF_8))
                .orElse("none");
    }

    static void check(FileCheckpointStore store) {
        assertThat(store.report().damages()).isEmpty();
        assertThat(Ledger.texts(store, key("kept"))).containsExactly("one", "two", "three");
        assertThat(head(store, "kept")).isEqualTo("3 head 1");
        assertThat(head(store, "removed")).isEqualTo("none");
        assertThat(Ledger.texts(store, key("reborn"))).containsExactly("new");
        assertThat(head(store, "reborn")).isEqualTo("1 second life");
        assertThat(head(store, "long")).isEqualTo("30 at 29");
        List<String> texts = Ledger.texts(store, key("long"));
        for (int i = 0; i < 30; i++) {
            assertThat(texts.get(i)).isEqualTo("record " + i + " " + "-".repeat(900));
        }
    }

    @Test
    void itOpensAndWhatIsAddedGoesIntoANewFile() throws IOException {
        Disk disk = sample();
        byte[] before = disk.get("0000000002.log").clone();
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.epoch()).isEqualTo(3);
            check(store);
            List<Append.Entry> entries =
                    List.of(new Append.Entry(RecordType.ADMIT, new byte[] {'4'}));
            store.append(Append.of(key("kept"), 3, 3, entries, new byte[0]).withFloor(2))
                    .toCompletableFuture()
                    .join();
        }
        assertThat(disk.get("0000000002.log")).isEqualTo(before);
        assertThat(disk.list()).contains("0000000003.log");
        try (FileCheckpointStore store = Stores.small(disk)) {
            assertThat(store.report().damages()).isEmpty();
            assertThat(Ledger.texts(store, key("kept"))).containsExactly("two", "three", "4");
        }
    }
}
