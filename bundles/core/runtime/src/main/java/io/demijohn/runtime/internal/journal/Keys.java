package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.runtime.internal.json.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The last requests of a thread that had an idempotency key, and what they have made. It is part of
 * the thread's state, so it is as durable as that, and bounded.
 *
 * @param all oldest first
 */
public record Keys(List<Keyed> all) {

    /** None. */
    public static final Keys NONE = new Keys(List.of());

    private static final int MOST = 128;
    private static final UUID NAMES = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /**
     * A request that had a key.
     *
     * @param key a hash
     * @param fingerprint a hash
     * @param made the id of the run, of the checkpoint, or of the thread itself
     */
    public record Keyed(String key, String fingerprint, String made) {}

    /** Copies. */
    public Keys {
        all = List.copyOf(all);
    }

    /**
     * The id that a key gives to what it makes.
     *
     * @param tenant whose key
     * @param what is made
     * @param key names the request
     * @return a lower-case UUID, always the same
     */
    public static String id(String tenant, String what, IdempotencyKey key) {
        return NameId.of(NAMES, tenant + "/" + what + "/" + key.key());
    }

    /**
     * A hash that tells texts apart.
     *
     * @param text of any length
     * @return 36 characters
     */
    public static String hash(String text) {
        return NameId.of(NAMES, text);
    }

    /**
     * What a request with this key has made before.
     *
     * @param key names the request
     * @return an id, or empty
     * @throws AgentException INVALID when it was another request
     */
    public Optional<String> made(IdempotencyKey key) {
        String hash = hash(key.key());
        Optional<Keyed> before = all.stream().filter(one -> one.key().equals(hash)).findFirst();
        before.ifPresent(one -> requireSame(one.fingerprint(), key));
        return before.map(Keyed::made);
    }

    /**
     * Refuses a key that was used for something else.
     *
     * @param fingerprint the hash of the first request's
     * @param key of this request
     */
    public static void requireSame(String fingerprint, IdempotencyKey key) {
        if (!fingerprint.equals(hash(key.fingerprint()))) {
            throw new AgentException(
                    AgentException.Kind.INVALID,
                    "Idempotency-Key was used for another request: send the same body and address"
                            + " again, or take a new key");
        }
    }

    Keys plus(Optional<IdempotencyKey> key, String made) {
        if (key.isEmpty()) {
            return this;
        }
        List<Keyed> more =
                new ArrayList<>(all.subList(Math.max(0, all.size() + 1 - MOST), all.size()));
        more.add(new Keyed(hash(key.get().key()), hash(key.get().fingerprint()), made));
        return new Keys(more);
    }

    /** What was deleted can be made again. */
    Keys without(String made) {
        boolean there = all.stream().anyMatch(one -> one.made().equals(made));
        return there
                ? new Keys(all.stream().filter(one -> !one.made().equals(made)).toList())
                : this;
    }

    static Doc write(Keyed one) {
        return Doc.empty()
                .put("key", one.key())
                .put("fingerprint", one.fingerprint())
                .put("made", one.made());
    }

    static Keyed read(Doc doc) {
        return new Keyed(doc.text("key"), doc.text("fingerprint"), doc.text("made"));
    }

    static Optional<Doc> write(Optional<IdempotencyKey> key) {
        return key.map(
                given ->
                        Doc.empty()
                                .put("key", given.key())
                                .put("fingerprint", given.fingerprint()));
    }

    static IdempotencyKey given(Doc doc) {
        return new IdempotencyKey(doc.text("key"), doc.text("fingerprint"));
    }
}
