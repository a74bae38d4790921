package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.chat.CallIds;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Joins the pieces of tool calls, as OpenAI and its many imitators send them. */
final class ToolCallPieces {

    private static final int MOST = 128;

    private final Failures failures;
    private final CallIds ids;
    private final List<Call> calls = new ArrayList<>();

    /** A call that has begun; the provider's index differs from ours when it skips numbers. */
    private record Call(
            int providerIndex, String providerId, String id, String name, StringBuilder arguments) {

        ToolCall joined() {
            return new ToolCall(id, name, arguments.toString());
        }
    }

    ToolCallPieces(Failures failures, CallIds ids) {
        this.failures = failures;
        this.ids = ids;
    }

    List<ChatDelta> add(JsonNode piece) {
        String arguments = arguments(piece.at("/function/arguments"));
        int at = find(piece);
        if (at >= 0) {
            calls.get(at).arguments().append(arguments);
            return arguments.isEmpty()
                    ? List.of()
                    : List.of(
                            new ChatDelta.Call(at, Optional.empty(), Optional.empty(), arguments));
        }
        Call begun = begin(piece);
        begun.arguments().append(arguments);
        calls.add(begun);
        return List.of(
                new ChatDelta.Call(
                        calls.size() - 1,
                        Optional.of(begun.id()),
                        Optional.of(begun.name()),
                        arguments));
    }

    /** Servers that send whole calls leave the index out; then a new id begins a new call. */
    private int find(JsonNode piece) {
        String id = piece.path("id").asText();
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            boolean same =
                    piece.hasNonNull("index")
                            ? call.providerIndex() == piece.get("index").asInt()
                            : id.isEmpty() || id.equals(call.providerId());
            if (same) {
                return i;
            }
        }
        return -1;
    }

    private Call begin(JsonNode piece) {
        String name = piece.at("/function/name").asText();
        if (name.isEmpty()) {
            throw failures.protocol("a tool call without a name");
        }
        if (calls.size() == MOST) {
            throw failures.protocol("more than " + MOST + " tool calls");
        }
        String providerId = piece.path("id").asText();
        return new Call(
                piece.path("index").asInt(calls.size()),
                providerId,
                ids.unique(providerId),
                name,
                new StringBuilder());
    }

    /** A few servers send an object where OpenAI sends its JSON text. */
    private static String arguments(JsonNode node) {
        return node.isObject() ? Json.write(node) : node.asText();
    }

    /** Some models send no arguments at all for a tool without parameters; that means none. */
    List<ChatDelta> complete() {
        List<ChatDelta> added = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).arguments().isEmpty()) {
                calls.get(i).arguments().append("{}");
                added.add(new ChatDelta.Call(i, Optional.empty(), Optional.empty(), "{}"));
            }
        }
        return added;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    List<ToolCall> joined() {
        return calls.stream().map(Call::joined).toList();
    }
}
