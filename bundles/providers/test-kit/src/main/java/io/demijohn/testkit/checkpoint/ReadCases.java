package io.demijohn.testkit.checkpoint;

import static io.demijohn.testkit.checkpoint.Appends.bytes;
import static io.demijohn.testkit.checkpoint.Appends.entries;
import static io.demijohn.testkit.checkpoint.Appends.group;
import static io.demijohn.testkit.checkpoint.Appends.key;
import static io.demijohn.testkit.checkpoint.Appends.send;
import static io.demijohn.testkit.checkpoint.Appends.sequence;
import static io.demijohn.testkit.checkpoint.Appends.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading, listing, and what is gone. */
abstract class ReadCases extends AppendCases {

    @Test
    void readingStartsAndEndsWhereAsked() {
        JournalKey key = key("slice");
        sequence(send(store, group(store, key, 0, "1", "2", "3")));
        sequence(send(store, group(store, key, 3, "4")));
        sequence(send(store, group(store, key, 4, "5", "6")));

        assertThat(texts(store.read(key, 2, 4)))
                .as("a read begins at fromSequence and crosses groups, up to the limit")
                .containsExactly("2", "3", "4", "5");
        assertThat(texts(store.read(key, 2, 1)))
                .as("a read may end in the middle of a group")
                .containsExactly("2");
        assertThat(texts(store.read(key, 6, 10))).containsExactly("6");
        assertThat(store.read(key, 7, 10)).as("nothing is behind the end").isEmpty();
        assertThat(store.read(key("unknown"), 1, 10)).as("no such journal").isEmpty();
    }

    @Test
    void aLongJournalIsReadInPages() throws Exception {
        JournalKey key = key("pages");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i += 3) {
            sequence(send(store, group(store, key, i, "r" + i, "s" + i, "t" + i)));
            expected.addAll(List.of("r" + i, "s" + i, "t" + i));
        }
        for (int opened = 0; opened < 2; opened++) {
            List<JournalRecord> all = new ArrayList<>();
            List<JournalRecord> page = store.read(key, 1, 7);
            while (!page.isEmpty()) {
                all.addAll(page);
                page = store.read(key, all.size() + 1L, 7);
            }
            assertThat(texts(all)).as("pages join without a gap").isEqualTo(expected);
            assertThat(texts(store.read(key, 1, 10_000))).isEqualTo(expected);
            reopen();
        }
    }

    @Test
    void whatAReaderDoesToItsBytesHurtsNobody() {
        JournalKey key = key("bytes");
        sequence(send(store, group(store, key, 0, "one")));
        store.read(key, 1, 1).get(0).body()[0] = 'X';

        assertThat(texts(store.read(key, 1, 1)))
                .as("each read gives bytes of its own")
                .containsExactly("one");
    }

    @Test
    void limitsOutOfBoundsAreInvalid() {
        assertInvalid("fromSequence is 1 or more", () -> store.read(key("b"), 0, 1));
        assertInvalid("limit is 1 or more", () -> store.read(key("b"), 1, 0));
        assertInvalid("limit is at most 10,000", () -> store.read(key("b"), 1, 10_001));
        assertInvalid("limit is 1 or more", () -> store.heads(Optional.empty(), 0));
        assertInvalid("limit is at most 10,000", () -> store.heads(Optional.empty(), 10_001));
    }

    static void assertInvalid(String because, Runnable call) {
        assertThatThrownBy(call::run)
                .as(because)
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.kind()).as(because).isEqualTo(Kind.INVALID));
    }

    @Test
    void headsAreListedInTheOrderOfTheirKeys() throws Exception {
        for (String id : List.of("c", "a", "b.1", "B", "b")) {
            sequence(send(store, group(store, key(id), 0, id)));
        }
        for (int opened = 0; opened < 2; opened++) {
            assertThat(ids(store.heads(Optional.empty(), 10)))
                    .as("heads come in the order of JournalKey.compareTo")
                    .containsExactly("B", "a", "b", "b.1", "c");
            assertThat(ids(store.heads(Optional.of(key("b")), 2)))
                    .as("from the given key on, itself included, up to the limit")
                    .containsExactly("b", "b.1");
            assertThat(ids(store.heads(Optional.of(key("aa")), 1)))
                    .as("a key that is not there is a place all the same")
                    .containsExactly("b");
            assertThat(store.heads(Optional.of(key("d")), 2)).isEmpty();
            reopen();
        }
    }

    @Test
    void headsOfAllTenantsAndKindsAreListedInPages() throws Exception {
        List<JournalKey> keys = new ArrayList<>();
        for (String tenant : List.of("t1", "t10", "t2")) {
            for (String kind : List.of("run", "thread")) {
                for (int i = 0; i < 5; i++) {
                    keys.add(new JournalKey(tenant, kind, "j" + i));
                }
            }
        }
        List<JournalKey> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(1));
        for (JournalKey key : shuffled) {
            sequence(send(store, group(store, key, 0, "r")));
        }
        Collections.sort(keys);
        for (int opened = 0; opened < 2; opened++) {
            List<JournalKey> listed = new ArrayList<>();
            List<Head> page = store.heads(Optional.empty(), 4);
            while (!page.isEmpty()) {
                assertThat(page).as("a page is as large as its limit").hasSizeLessThan(5);
                page.stream().map(Head::key).filter(k -> !listed.contains(k)).forEach(listed::add);
                JournalKey last = page.get(page.size() - 1).key();
                page = page.size() < 4 ? List.of() : store.heads(Optional.of(last), 4);
            }
            assertThat(listed).as("pages join without a gap").isEqualTo(keys);
            reopen();
        }
    }

    @Test
    void journalsOfTenantsAndKindsAreApart() {
        List<JournalKey> keys =
                List.of(
                        new JournalKey("t", "k", "id"),
                        new JournalKey("t", "k2", "id"),
                        new JournalKey("t2", "k", "id"),
                        new JournalKey("tk", "i", "d"));
        for (int i = 0; i < keys.size(); i++) {
            sequence(send(store, group(store, keys.get(i), 0, "r" + i)));
        }
        sequence(send(store, Append.deletion(keys.get(0), 1, store.epoch())));
        assertThat(store.head(keys.get(0))).isEmpty();
        for (int i = 1; i < keys.size(); i++) {
            assertThat(texts(store.read(keys.get(i), 1, 10)))
                    .as(
                            "%s is a journal of its own: join the three parts so that no other three"
                                    + " make the same",
                            keys.get(i))
                    .containsExactly("r" + i);
        }
    }

    @Test
    void aRemovedJournalIsGoneAndMayBeginAgain() throws Exception {
        JournalKey key = key("gone");
        JournalKey stays = key("stays");
        sequence(send(store, group(store, key, 0, "one", "two")));
        sequence(send(store, group(store, stays, 0, "here")));
        assertRefused(
                Kind.CONFLICT,
                Append.deletion(key, 1, store.epoch()),
                "a removal at another sequence is a CONFLICT");
        assertThat(sequence(send(store, Append.deletion(key, 2, store.epoch()))))
                .as("a removal answers 0")
                .isZero();

        for (int opened = 0; opened < 2; opened++) {
            assertThat(store.head(key)).as("a removed journal has no head").isEmpty();
            assertThat(store.read(key, 1, 10)).as("and no records").isEmpty();
            assertThat(ids(store.heads(Optional.empty(), 10)))
                    .as("and is not listed")
                    .containsExactly("stays");
            reopen();
        }
        Append begin = new Append(key, 0, store.epoch(), entries("again"), Optional.empty(), false);
        assertThat(sequence(send(store, begin))).isEqualTo(1);
        reopen();
        assertThat(texts(store.read(key, 1, 10)))
                .as("of its earlier life nothing comes back")
                .containsExactly("again");
        assertThat(store.head(key).orElseThrow().body())
                .as("not the head body either")
                .isNotEqualTo(bytes("head one"));
    }

    static List<String> ids(List<Head> heads) {
        return heads.stream().map(head -> head.key().id()).toList();
    }
}
