package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ChatRequest;
import java.util.List;
import java.util.Optional;

/** Rules in order; the first that fits answers. */
record Script(List<Rule> rules) {

    static final Script EMPTY = new Script(List.of());

    Optional<Plan> plan(ChatRequest request) {
        Conversation conversation = Conversation.of(request);
        for (Rule rule : rules) {
            Optional<Plan> plan = rule.plan(conversation);
            if (plan.isPresent()) {
                return plan;
            }
        }
        return Optional.empty();
    }
}
