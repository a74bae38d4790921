package io.demijohn.runtime.internal.journal;

import io.demijohn.checkpoint.BlobId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Takes long texts out of a record's body and stores them as blobs: once, however many records and
 * snapshots hold them. The body says in {@code blobs} where they belong.
 */
final class LongTexts {

    /** Characters from which a text is a blob. */
    static final int LONG = 32 * 1024;

    private static final String BLOBS = "blobs";
    private static final String PLACE = "at";
    private static final String ID = "id";

    private final Map<BlobId, byte[]> blobs = new LinkedHashMap<>();
    private final List<Map<String, Object>> places = new ArrayList<>();
    private final Deque<Object> path = new ArrayDeque<>();

    private LongTexts() {}

    /**
     * A body whose long texts are taken out.
     *
     * @param body what is left
     * @param blobs what was taken out
     */
    record Shortened(Map<String, Object> body, Map<BlobId, byte[]> blobs) {}

    static Shortened shorten(Map<String, Object> body) {
        if (!hasLong(body)) {
            return new Shortened(body, Map.of());
        }
        LongTexts texts = new LongTexts();
        Map<String, Object> left = texts.left(body);
        left.put(BLOBS, texts.places);
        return new Shortened(left, texts.blobs);
    }

    /** Most records have none: looking is much cheaper than copying. */
    private static boolean hasLong(Object value) {
        if (value instanceof String text) {
            return text.length() >= LONG;
        }
        if (value instanceof Map<?, ?> members) {
            return hasLong(members.values());
        }
        if (value instanceof Collection<?> items) {
            for (Object item : items) {
                if (item != null && hasLong(item)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Map<String, Object> left(Map<?, ?> members) {
        Map<String, Object> left = new LinkedHashMap<>();
        members.forEach((key, value) -> left.put((String) key, below(key, value)));
        return left;
    }

    private List<Object> left(List<?> items) {
        List<Object> left = new ArrayList<>(items.size());
        for (Object item : items) {
            left.add(below(left.size(), item));
        }
        return left;
    }

    private Object below(Object step, Object value) {
        path.addLast(step);
        Object left = value;
        if (value instanceof String text && text.length() >= LONG) {
            left = take(text);
        } else if (value instanceof Map<?, ?> members) {
            left = left(members);
        } else if (value instanceof List<?> items) {
            left = left(items);
        }
        path.removeLast();
        return left;
    }

    private String take(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        BlobId id = BlobId.of(bytes);
        blobs.put(id, bytes);
        places.add(Map.of(PLACE, List.copyOf(path), ID, id.sha256()));
        return "";
    }

    /**
     * Puts the texts back, in place.
     *
     * @param body as it was read
     * @param blobs gives the bytes of a blob
     * @throws IllegalArgumentException when the body is not what {@link #shorten} made
     */
    static void restore(Map<String, Object> body, Function<BlobId, byte[]> blobs) {
        if (body.remove(BLOBS) instanceof List<?> places) {
            places.forEach(place -> restore(body, (Map<?, ?>) place, blobs));
        }
    }

    private static void restore(
            Map<String, Object> body, Map<?, ?> place, Function<BlobId, byte[]> blobs) {
        byte[] bytes = blobs.apply(new BlobId(String.valueOf(place.get(ID))));
        if (!(place.get(PLACE) instanceof List<?> path) || path.isEmpty()) {
            throw new IllegalArgumentException("a blob has no place");
        }
        Object at = body;
        for (Object step : path.subList(0, path.size() - 1)) {
            at = child(at, step);
        }
        put(at, path.get(path.size() - 1), new String(bytes, StandardCharsets.UTF_8));
    }

    private static Object child(Object at, Object step) {
        Object child =
                at instanceof List<?> items
                        ? items.get((Integer) step)
                        : ((Map<?, ?>) at).get(step);
        if (child == null) {
            throw new IllegalArgumentException("a blob's place is not there");
        }
        return child;
    }

    @SuppressWarnings("unchecked")
    private static void put(Object at, Object step, String text) {
        if (at instanceof List<?> items) {
            ((List<Object>) items).set((Integer) step, text);
        } else {
            ((Map<String, Object>) at).put((String) step, text);
        }
    }
}
