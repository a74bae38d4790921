package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.server.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the configuration. Reads the raw properties and not the typed view of them, because that
 * one says of a wrong value neither where it is nor what it should be.
 */
final class SettingsReader {

    private static final String FILE = "etc/io.demijohn.gateway.cfg: ";
    private static final int HOUR = 3600;

    private final Map<String, Object> raw;

    private SettingsReader(Map<String, Object> raw) {
        this.raw = raw;
    }

    static Settings read(Map<String, Object> properties, Optional<String> portProperty) {
        return new SettingsReader(properties).settings(portProperty);
    }

    private Settings settings(Optional<String> portProperty) {
        return new Settings(
                host(),
                port(portProperty),
                Set.copyOf(words("allowed.hosts")),
                origins(),
                publicUrl(),
                flag("http2"),
                seconds("idle.timeout"),
                seconds("header.timeout"),
                seconds("request.timeout"),
                seconds("write.timeout"),
                Duration.ofSeconds(number("heartbeat", 1, 30)),
                (int) number("max.header.bytes", 1024, 1 << 20),
                number("max.body.bytes", 1024, 1L << 30),
                (int) number("max.connections", 1, 1_000_000),
                (int) number("min.data.rate", 0, 1 << 30),
                flag("metrics.open"),
                flag("request.log"));
    }

    private String text(String key) {
        Object value = raw.get(key);
        return value == null ? "" : value.toString().strip();
    }

    private String host() {
        if (text("host").isEmpty()) {
            throw wrong("host must be an address, such as 127.0.0.1");
        }
        return text("host");
    }

    private int port(Optional<String> property) {
        Optional<String> wanted = property.map(String::strip).filter(port -> !port.isEmpty());
        if (wanted.isEmpty()) {
            return (int) number("port", 0, 65_535);
        }
        if (!wanted.get().matches("\\d{1,5}") || Integer.parseInt(wanted.get()) > 65_535) {
            throw new IllegalArgumentException(
                    "demijohn.http.port must be a number from 0 to 65535, is " + wanted.get());
        }
        return Integer.parseInt(wanted.get());
    }

    private boolean flag(String key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false", "" -> false;
            default -> throw wrong(key + " must be true or false, is " + text(key));
        };
    }

    // A file gives a list as one text with commas.
    private List<String> words(String key) {
        @Nullable Object value = raw.get(key);
        Stream<?> values =
                value instanceof Object[] array ? Stream.of(array) : Stream.of(text(key));
        return values.flatMap(one -> Stream.of(one.toString().split(",")))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private List<String> origins() {
        List<String> origins = words("cors.allowed.origins");
        for (String origin : origins) {
            if (!origin.equals("*") && !origin.matches("https?://[^/\\s]+")) {
                throw wrong(
                        "cors.allowed.origins must have origins such as https://app.example.org,"
                                + " without a path, has "
                                + origin);
            }
        }
        return origins;
    }

    private String publicUrl() {
        String url = text("public.url");
        try {
            if (!url.isEmpty() && new URI(url).getHost() == null) {
                throw wrong("public.url must be an address such as https://agents.example.org");
            }
            return url;
        } catch (URISyntaxException e) {
            throw wrong("public.url is not an address: " + e.getReason());
        }
    }

    private Duration seconds(String key) {
        return Duration.ofSeconds(number(key, 1, HOUR));
    }

    private long number(String key, long min, long max) {
        String value = text(key);
        boolean number = value.matches("-?\\d{1,18}");
        if (!number || Long.parseLong(value) < min || Long.parseLong(value) > max) {
            throw wrong(
                    key
                            + " must be a whole number from "
                            + min
                            + " to "
                            + max
                            + (value.isEmpty() ? "" : ", is " + value));
        }
        return Long.parseLong(value);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(FILE + what);
    }
}
