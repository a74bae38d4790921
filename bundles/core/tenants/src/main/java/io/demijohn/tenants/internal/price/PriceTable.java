package io.demijohn.tenants.internal.price;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prices by model, from JSON: {@code {"currency": "USD", "models": {"gpt-4o": {"input": 2.5,
 * "cached_input": 1.25, "output": 10}}}}, for a million tokens. A name may end with {@code *}; the
 * longest that fits counts, a whole name before all.
 */
public final class PriceTable {

    /** Of no model anything is known. */
    public static final PriceTable EMPTY = new PriceTable("USD", Map.of());

    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readerFor(JsonNode.class);
    private static final Set<String> FIELDS =
            Set.of("input", "cached_input", "cache_write", "output");
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
    private static final int SCALE = 12;

    private final String currency;
    private final Map<String, Price> byName;
    private final List<String> prefixes;

    private PriceTable(String currency, Map<String, Price> byName) {
        this.currency = currency;
        this.byName = Map.copyOf(byName);
        this.prefixes =
                byName.keySet().stream()
                        .filter(name -> name.endsWith("*"))
                        .sorted((a, b) -> b.length() - a.length())
                        .toList();
    }

    /**
     * Reads a table.
     *
     * @param text JSON
     * @return the table
     * @throws IllegalArgumentException names the field and the fix
     */
    public static PriceTable read(String text) {
        JsonNode root = parse(text);
        Map<String, Price> prices = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            require(
                    Set.of("currency", "models").contains(field.getKey()),
                    field.getKey() + " is unknown; there may be currency and models");
        }
        JsonNode models = root.path("models");
        require(models.isObject(), "models must be an object of prices by model");
        for (Map.Entry<String, JsonNode> model : models.properties()) {
            prices.put(model.getKey(), price("models." + model.getKey(), model.getValue()));
        }
        String currency = root.path("currency").asText("");
        require(currency.matches("[A-Z]{3}"), "currency must be three letters, such as USD");
        return new PriceTable(currency, prices);
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            require(root.isObject(), "the table must be a JSON object");
            return root;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON at line "
                            + e.getLocation().getLineNr()
                            + ": "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    private static Price price(String path, JsonNode node) {
        require(node.isObject(), path + " must be an object with input and output");
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            require(
                    FIELDS.contains(name),
                    path + "." + name + " is unknown; there may be " + String.join(", ", FIELDS));
        }
        BigDecimal input = number(path + ".input", node.get("input"));
        return new Price(
                input,
                node.has("cached_input")
                        ? number(path + ".cached_input", node.get("cached_input"))
                        : input,
                node.has("cache_write")
                        ? number(path + ".cache_write", node.get("cache_write"))
                        : input,
                number(path + ".output", node.get("output")));
    }

    private static BigDecimal number(
            String path, @org.jspecify.annotations.Nullable JsonNode node) {
        BigDecimal value = null;
        if (node != null && node.isNumber()) {
            value = node.decimalValue();
        } else if (node != null && node.isTextual() && node.asText().length() <= 40) {
            value = decimal(node.asText());
        }
        if (value == null
                || value.signum() < 0
                || value.compareTo(MOST) > 0
                || value.scale() > SCALE) {
            throw new IllegalArgumentException(
                    path + " must be the price of a million tokens: from 0 to 1000000");
        }
        return value;
    }

    private static @org.jspecify.annotations.Nullable BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null; // the caller says which field it is
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * The money that prices are in.
     *
     * @return such as {@code USD}
     */
    public String currency() {
        return currency;
    }

    /**
     * A model's price.
     *
     * @param name as it is registered here
     * @param providerName as its provider calls it
     * @return empty when nobody has said
     */
    public Optional<Price> find(String name, Optional<String> providerName) {
        return Optional.ofNullable(byName.get(name))
                .or(() -> providerName.map(byName::get))
                .or(() -> byPrefix(name))
                .or(() -> providerName.flatMap(this::byPrefix));
    }

    private Optional<Price> byPrefix(String name) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix.substring(0, prefix.length() - 1))) {
                return Optional.ofNullable(byName.get(prefix));
            }
        }
        return Optional.empty();
    }
}
