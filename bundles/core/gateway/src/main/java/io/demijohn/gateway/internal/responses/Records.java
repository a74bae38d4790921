package io.demijohn.gateway.internal.responses;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pieces and ends as they are stored. */
final class Records {

    static final String PIECES = "pieces";
    static final String STATUS = "status";

    private Records() {}

    static List<Object> pieces(List<ChatDelta> pieces) {
        List<Object> out = new ArrayList<>();
        for (ChatDelta piece : pieces) {
            if (piece instanceof ChatDelta.Text text) {
                out.add(List.of(text.text()));
            } else if (piece instanceof ChatDelta.Call call) {
                out.add(
                        List.of(
                                call.arguments(),
                                call.index(),
                                call.id().orElse(""),
                                call.name().orElse("")));
            }
        }
        return out;
    }

    static List<ChatDelta> readPieces(Map<?, ?> body) {
        List<ChatDelta> pieces = new ArrayList<>();
        if (body.get(PIECES) instanceof List<?> all) {
            all.forEach(one -> pieces.add(piece((List<?>) one)));
        }
        return pieces;
    }

    private static ChatDelta piece(List<?> piece) {
        String text = String.valueOf(piece.get(0));
        return piece.size() == 1
                ? new ChatDelta.Text(text)
                : new ChatDelta.Call(
                        ((Number) piece.get(1)).intValue(),
                        named(piece.get(2)),
                        named(piece.get(3)),
                        text);
    }

    private static Optional<String> named(Object text) {
        return Optional.of(String.valueOf(text)).filter(name -> !name.isEmpty());
    }

    static Map<String, @Nullable Object> end(End end, List<ChatDelta> last) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put(PIECES, pieces(last));
        out.put(STATUS, end.status());
        out.put("at", end.at());
        end.reason().ifPresent(why -> out.put("reason", why));
        end.usage()
                .ifPresent(
                        u ->
                                out.put(
                                        "usage",
                                        List.of(
                                                u.inputTokens(),
                                                u.outputTokens(),
                                                u.cachedTokens(),
                                                u.reasoningTokens(),
                                                u.cacheWriteTokens())));
        end.error().ifPresent(failure -> out.put("error", failure.json()));
        return out;
    }

    static End readEnd(Map<?, ?> body) {
        return new End(
                String.valueOf(body.get(STATUS)),
                Optional.ofNullable((String) body.get("reason")),
                body.get("usage") instanceof List<?> counts
                        ? Optional.of(usage(counts))
                        : Optional.empty(),
                body.get("error") instanceof Map<?, ?> error
                        ? Optional.of(
                                new End.Failure(
                                        String.valueOf(error.get("code")),
                                        String.valueOf(error.get("message"))))
                        : Optional.empty(),
                number(body, "at"));
    }

    private static Usage usage(List<?> counts) {
        long[] all = counts.stream().mapToLong(count -> ((Number) count).longValue()).toArray();
        return new Usage(all[0], all[1], all[2], all[3], all[4]);
    }

    static long number(Map<?, ?> body, String field) {
        return body.get(field) instanceof Number number ? number.longValue() : 0;
    }
}
