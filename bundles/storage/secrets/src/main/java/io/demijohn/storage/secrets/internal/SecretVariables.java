package io.demijohn.storage.secrets.internal;

import io.demijohn.secret.Secret;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Secrets in environment variables: {@code openai.key} is {@code DEMIJOHN_SECRET_OPENAI_KEY}. */
final class SecretVariables {

    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^A-Z0-9]");

    private final Map<String, String> environment;

    SecretVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<Secret> read(String name) {
        String value = environment.getOrDefault(variable(name), "");
        return value.isEmpty() ? Optional.empty() : Optional.of(new Secret(value));
    }

    static String variable(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return "DEMIJOHN_SECRET_" + NO_LETTER_OR_DIGIT.matcher(upper).replaceAll("_");
    }
}
