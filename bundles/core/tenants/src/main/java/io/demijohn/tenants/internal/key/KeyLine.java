package io.demijohn.tenants.internal.key;

import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of the key file: {@code id = tenant;sha256:hex;role}, and after it any of {@code
 * ;word=value} for {@link #WORDS}. The secret itself is nowhere.
 */
final class KeyLine {

    private static final Pattern LINE =
            Pattern.compile(
                    "([A-Za-z0-9._-]{1,64})\\s*=\\s*([A-Za-z0-9._-]{1,64})\\s*;"
                            + "\\s*sha256:([0-9a-fA-F]{64})\\s*;\\s*(admin|user)\\s*(;.*)?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern FORMER = Pattern.compile("([0-9a-fA-F]{64})@(\\S+)");
    private static final Set<String> WORDS =
            Set.of(
                    "team",
                    "name",
                    "endpoints",
                    "models",
                    "requests",
                    "tokens",
                    "concurrent",
                    "created",
                    "expires",
                    "former");

    private KeyLine() {}

    /** Whether a text may be an id, a tenant or a team. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static String team(String text) {
        if (!isId(text)) {
            throw new IllegalArgumentException("team must be like an id");
        }
        return text;
    }

    /** The id of a line, whatever else is on it. */
    static String id(String line) {
        int end = line.indexOf('=');
        return end < 0 || line.stripLeading().startsWith("#") ? "" : line.substring(0, end).strip();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException says what is wrong, without the line's content
     */
    static StoredKey parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "write id = tenant;sha256:<64 hex digits>;admin or user");
        }
        Map<String, String> words = words(Optional.ofNullable(matcher.group(5)).orElse(""));
        Matcher former = FORMER.matcher(words.getOrDefault("former", ""));
        if (words.containsKey("former") && !former.matches()) {
            throw new IllegalArgumentException("former must be <64 hex digits>@<instant>");
        }
        boolean rotated = words.containsKey("former");
        ApiKey key =
                new ApiKey(
                        matcher.group(1),
                        matcher.group(2),
                        read(words, "team", KeyLine::team),
                        words.getOrDefault("name", ""),
                        ApiKey.Role.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)),
                        endpoints(words),
                        list(words, "models"),
                        limits(words),
                        read(words, "created", Instant::parse),
                        read(words, "expires", Instant::parse),
                        rotated
                                ? Optional.of(instant("former", former.group(2)))
                                : Optional.empty());
        return new StoredKey(
                key,
                HexFormat.of().parseHex(matcher.group(3)),
                rotated ? HexFormat.of().parseHex(former.group(1)) : new byte[0]);
    }

    private static Map<String, String> words(String rest) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String part : rest.split(";")) {
            int end = part.indexOf('=');
            if (part.isBlank()) {
                continue;
            }
            String word = end < 0 ? part.strip() : part.substring(0, end).strip();
            if (end < 0 || !WORDS.contains(word)) {
                throw new IllegalArgumentException(
                        "after the role there may be "
                                + String.join(", ", new TreeSet<>(WORDS))
                                + ", each as ;word=value");
            }
            words.put(word, part.substring(end + 1).strip());
        }
        return words;
    }

    private static Optional<String> text(Map<String, String> words, String word) {
        return Optional.ofNullable(words.get(word)).filter(value -> !value.isEmpty());
    }

    private static Set<String> list(Map<String, String> words, String word) {
        return text(words, word).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    // An unknown word must not make a key that may do everything.
    private static Set<String> endpoints(Map<String, String> words) {
        Set<String> endpoints = list(words, "endpoints");
        if (!ApiKey.ENDPOINTS.containsAll(endpoints)) {
            throw new IllegalArgumentException(
                    "endpoints must be of " + new TreeSet<>(ApiKey.ENDPOINTS));
        }
        return endpoints;
    }

    private static CallLimits limits(Map<String, String> words) {
        return new CallLimits(
                read(words, "requests", Long::valueOf),
                read(words, "tokens", Long::valueOf),
                read(words, "concurrent", Long::valueOf));
    }

    private static <T> Optional<T> read(
            Map<String, String> words, String word, Function<String, T> reader) {
        try {
            return text(words, word).map(reader);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException(word + " cannot be read", e);
        }
    }

    private static Instant instant(String word, String text) {
        return read(Map.of(word, text), word, Instant::parse).orElseThrow();
    }

    static String write(StoredKey stored) {
        ApiKey key = stored.key();
        StringBuilder line = new StringBuilder(key.id()).append(" = ").append(key.tenant());
        line.append(";sha256:").append(HexFormat.of().formatHex(stored.hash()));
        line.append(';').append(key.role().name().toLowerCase(Locale.ROOT));
        key.team().ifPresent(team -> word(line, "team", team));
        if (!key.name().isEmpty()) {
            word(line, "name", key.name());
        }
        list(line, "endpoints", key.endpoints());
        list(line, "models", key.models());
        key.limits().requests().ifPresent(number -> word(line, "requests", number));
        key.limits().tokens().ifPresent(number -> word(line, "tokens", number));
        key.limits().concurrent().ifPresent(number -> word(line, "concurrent", number));
        key.created().ifPresent(time -> word(line, "created", time));
        key.expires().ifPresent(time -> word(line, "expires", time));
        key.overlap()
                .ifPresent(
                        until ->
                                word(
                                        line,
                                        "former",
                                        HexFormat.of().formatHex(stored.former()) + "@" + until));
        return line.toString();
    }

    private static void list(StringBuilder line, String word, Set<String> values) {
        if (!values.isEmpty()) {
            word(line, word, String.join(",", new TreeSet<>(values)));
        }
    }

    private static void word(StringBuilder line, String word, Object value) {
        line.append(';').append(word).append('=').append(value);
    }
}
