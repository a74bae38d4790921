package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.server.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the configuration. Messages name the key and the fix. */
final class SettingsReader {

    private static final int HOUR = 3600;

    private SettingsReader() {}

    static Settings read(GatewayConfig config, Optional<String> portProperty) {
        return new Settings(
                host(config.host()),
                port(config.port(), portProperty),
                Set.copyOf(words(config.allowed_hosts())),
                origins(words(config.cors_allowed_origins())),
                url(config.public_url()),
                config.http2(),
                seconds("idle.timeout", config.idle_timeout()),
                seconds("header.timeout", config.header_timeout()),
                seconds("request.timeout", config.request_timeout()),
                seconds("write.timeout", config.write_timeout()),
                Duration.ofSeconds(within("heartbeat", config.heartbeat(), 1, 30)),
                (int) within("max.header.bytes", config.max_header_bytes(), 1024, 1 << 20),
                within("max.body.bytes", config.max_body_bytes(), 1024, 1L << 30),
                (int) within("max.connections", config.max_connections(), 1, 1_000_000),
                (int) within("min.data.rate", config.min_data_rate(), 0, 1 << 30),
                config.metrics_open(),
                config.request_log());
    }

    private static String host(String host) {
        if (host.isBlank()) {
            throw wrong("host", "must be an address, such as 127.0.0.1");
        }
        return host.strip();
    }

    private static int port(int configured, Optional<String> property) {
        Optional<String> wanted = property.map(String::strip).filter(text -> !text.isEmpty());
        if (wanted.isEmpty()) {
            return (int) within("port", configured, 0, 65_535);
        }
        try {
            return (int) within("demijohn.http.port", Integer.parseInt(wanted.get()), 0, 65_535);
        } catch (NumberFormatException e) {
            throw wrong("demijohn.http.port", "must be a number from 0 to 65535");
        }
    }

    // A configuration file gives a list as one text with commas.
    private static List<String> words(String[] values) {
        return Stream.of(values)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<String> origins(List<String> origins) {
        for (String origin : origins) {
            if (!origin.equals("*") && !origin.matches("https?://[^/\\s]+")) {
                throw wrong(
                        "cors.allowed.origins",
                        "must have origins such as https://app.example.org, without a path");
            }
        }
        return origins;
    }

    private static String url(String url) {
        try {
            if (!url.isBlank() && new URI(url.strip()).getHost() == null) {
                throw wrong("public.url", "must be an address such as https://agents.example.org");
            }
            return url.strip();
        } catch (URISyntaxException e) {
            throw wrong("public.url", "is not an address: " + e.getReason());
        }
    }

    private static Duration seconds(String key, int value) {
        return Duration.ofSeconds(within(key, value, 1, HOUR));
    }

    private static long within(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw wrong(key, "must be from " + min + " to " + max + ", is " + value);
        }
        return value;
    }

    private static IllegalArgumentException wrong(String key, String what) {
        return new IllegalArgumentException(key + " in etc/io.demijohn.gateway.cfg " + what);
    }
}
