package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.model.ChatRequest;

/** What goes with a request beside what it says. */
final class Carried {

    private Carried() {}

    static ChatRequest request(ChatRequest request, Unsaid unsaid) {
        if (!unsaid.isEmpty()) {
            throw new FieldProblem(unsaid.paths().get(0), "is not supported");
        }
        return request;
    }
}
