package io.demijohn.gateway.internal.model;

import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.json.JsonProblem;
import io.demijohn.model.ChatDelta;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells one part of an answer to its end before the next one begins: some servers mix the pieces of
 * several calls, and dialects with blocks have no words for that. A call has ended when its
 * arguments are a whole JSON object, or the answer is complete.
 */
public final class InOrder {

    private static final int TEXT = -1;
    private static final int NONE = -2;

    private final Consumer<ChatDelta> out;
    private final List<ChatDelta> waiting = new ArrayList<>();
    private final Set<Integer> ended = new HashSet<>();
    private StringBuilder arguments = new StringBuilder();
    private boolean looked; // at the arguments as they are, and they are no whole object
    private int current = NONE;

    /**
     * Has told nothing yet.
     *
     * @param out takes the pieces in order
     */
    public InOrder(Consumer<ChatDelta> out) {
        this.out = out;
    }

    /**
     * The next piece as it came.
     *
     * @param piece passed on now or later
     */
    public void add(ChatDelta piece) {
        int part = part(piece);
        if (part == current) {
            tell(piece);
        } else if (!ended.contains(part)) {
            waiting.add(piece);
        }
        while (!waiting.isEmpty() && currentIsWhole()) {
            next();
        }
    }

    /** The answer is complete: what waits is passed on. */
    public void complete() {
        while (!waiting.isEmpty()) {
            next();
        }
    }

    private static int part(ChatDelta piece) {
        return piece instanceof ChatDelta.Call call ? call.index() : TEXT;
    }

    private void next() {
        if (current >= 0) {
            ended.add(current);
        }
        current = part(waiting.get(0));
        arguments = new StringBuilder();
        looked = false;
        for (Iterator<ChatDelta> pieces = waiting.iterator(); pieces.hasNext(); ) {
            ChatDelta piece = pieces.next();
            if (part(piece) == current) {
                pieces.remove();
                tell(piece);
            }
        }
    }

    private void tell(ChatDelta piece) {
        if (piece instanceof ChatDelta.Call call) {
            arguments.append(call.arguments());
            looked = false;
        }
        out.accept(piece);
    }

    private boolean currentIsWhole() {
        if (current < 0) {
            return true;
        }
        boolean whole = !looked && isObject(arguments);
        looked = true;
        return whole;
    }

    private static boolean isObject(StringBuilder text) {
        try {
            return !text.isEmpty()
                    && text.charAt(text.length() - 1) == '}'
                    && Json.read(text.toString().getBytes(StandardCharsets.UTF_8)) instanceof Map;
        } catch (JsonProblem e) {
            return false;
        }
    }
}
