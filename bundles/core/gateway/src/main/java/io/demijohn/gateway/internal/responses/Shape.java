package io.demijohn.gateway.internal.responses;

import io.demijohn.model.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The response object, at any moment of its life. */
final class Shape {

    private final String id;
    private final long created;
    private final Order order;

    Shape(String id, long created, Order order) {
        this.id = id;
        this.created = created;
        this.order = order;
    }

    String id() {
        return id;
    }

    /** Seconds since 1970. */
    long created() {
        return created;
    }

    Order order() {
        return order;
    }

    Map<String, @Nullable Object> open(String status, List<Item> output) {
        return object(status, output, Optional.empty());
    }

    Map<String, @Nullable Object> ended(List<Item> output, End end) {
        return object(end.status(), output, Optional.of(end));
    }

    private Map<String, @Nullable Object> object(
            String status, List<Item> output, Optional<End> end) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", id);
        out.put("object", "response");
        out.put("created_at", created);
        out.put("status", status);
        out.put("background", order.background());
        out.put(
                "completed_at",
                end.filter(how -> how.status().equals(End.COMPLETED)).map(End::at).orElse(null));
        out.put("error", end.flatMap(End::error).map(End.Failure::json).orElse(null));
        out.put(
                "incomplete_details",
                end.flatMap(End::reason).map(why -> Map.of("reason", why)).orElse(null));
        out.putAll(order.echo());
        out.put("output", output.stream().map(Item::json).toList());
        out.put("usage", end.flatMap(End::usage).map(Shape::usage).orElse(null));
        return out;
    }

    private static Map<String, Object> usage(Usage tokens) {
        Map<String, Object> read = new LinkedHashMap<>();
        read.put("cached_tokens", tokens.cachedTokens());
        read.put("cache_write_tokens", tokens.cacheWriteTokens());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("input_tokens", tokens.inputTokens());
        out.put("input_tokens_details", read);
        out.put("output_tokens", tokens.outputTokens());
        out.put("output_tokens_details", Map.of("reasoning_tokens", tokens.reasoningTokens()));
        out.put("total_tokens", tokens.totalTokens());
        return out;
    }
}
