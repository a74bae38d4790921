package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;

/** What to do when the id wanted is taken. */
final class IfExists {

    private IfExists() {}

    static boolean doNothing(Fields body) {
        String value = body.optionalString("if_exists").orElse("raise");
        return switch (value) {
            case "raise" -> false;
            case "do_nothing" -> true;
            default -> throw new FieldProblem("if_exists", "must be raise or do_nothing");
        };
    }
}
