package io.demijohn.outbound.internal.config;

import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretReference;
import io.demijohn.secret.SecretResolver;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes request headers of configuration values and secrets. */
public final class HeaderValues {

    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    // Whoever may list configurations would read their values.
    private static final Pattern CREDENTIAL =
            Pattern.compile(
                    "(?i)(proxy-)?authorization|cookie|(.*[-_])?(api[-_]?key|token|secret)");
    private static final List<String> OURS =
            List.of("host", "content-length", "content-type", "connection", "transfer-encoding");

    private final List<SecretResolver> resolvers;
    private final List<String> ours;

    /**
     * Values for a bundle that sets some headers itself.
     *
     * @param resolvers asked in order
     * @param own headers that a configuration cannot set, in lower case
     */
    public HeaderValues(List<SecretResolver> resolvers, String... own) {
        this.resolvers = List.copyOf(resolvers);
        this.ours = Stream.concat(OURS.stream(), Stream.of(own)).toList();
    }

    /**
     * Reads lines of {@code Name: value} or {@code Name: secret:NAME}.
     *
     * @param declared as configured; one value may hold several lines
     * @return in order
     */
    public Map<String, Secret> headers(String[] declared) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        // A .cfg file has no lists, so one value may hold several lines.
        Arrays.stream(declared)
                .flatMap(String::lines)
                .filter(header -> !header.isBlank())
                .forEach(header -> add(header, headers));
        return headers;
    }

    private void add(String header, Map<String, Secret> headers) {
        int colon = header.indexOf(':');
        String name = colon < 0 ? "" : header.substring(0, colon).strip();
        String value = colon < 0 ? "" : header.substring(colon + 1).strip();
        if (!HEADER.matcher(name).matches()
                || value.isEmpty()
                || ours.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "headers must be lines of \"Name: value\" or \"Name: secret:NAME\"; "
                            + ours
                            + " cannot be set");
        }
        if (!value.startsWith("secret:") && CREDENTIAL.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "headers: "
                            + name
                            + " must be a reference like secret:NAME, not the secret itself;"
                            + " put the value into etc/secrets/NAME");
        }
        String text =
                value.startsWith("secret:")
                        ? SecretReference.parse("headers", value)
                                .map(reference -> find("headers", reference))
                                .orElseThrow()
                        : value;
        headers.put(name, new Secret(line("headers", text)));
    }

    /**
     * A secret's value.
     *
     * @param field the configuration key, for the message
     * @param reference which
     * @return one line
     * @throws MissingSecretException when nobody knows it
     */
    public String find(String field, SecretReference reference) {
        for (SecretResolver resolver : resolvers) {
            Optional<Secret> secret = resolver.resolve(reference.name());
            if (secret.isPresent()) {
                return line(field, secret.get().reveal().strip());
            }
        }
        throw new MissingSecretException(reference.name());
    }

    /**
     * Checks that a value is fit for a header.
     *
     * @param field the configuration key, for the message
     * @param value what was found
     * @return the same
     */
    public static String line(String field, String value) {
        if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    field + " must be one line of ASCII characters; the value itself is not shown");
        }
        return value;
    }

    /** A secret that no resolver knows. */
    public static final class MissingSecretException extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final String name;

        MissingSecretException(String name) {
            super("secret " + name + " not found");
            this.name = name;
        }

        /**
         * Which.
         *
         * @return its name
         */
        public String secretName() {
            return name;
        }
    }
}
