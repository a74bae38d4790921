package io.demijohn.gateway.internal.openai;

import io.demijohn.gateway.internal.http.Query;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.model.ModelInfo;
import java.util.List;
import java.util.Optional;

/**
 * A part of the list of models, as Anthropic's clients turn its pages.
 *
 * @param models in the list's order
 * @param more whether there are further ones in the direction that was asked for
 */
record ModelPage(List<ModelInfo> models, boolean more) {

    private static final int USUAL = 20;
    private static final int MOST = 1000;

    static ModelPage of(List<ModelInfo> all, Query query) {
        int limit = query.number("limit", USUAL);
        if (limit < 1 || limit > MOST) {
            throw new FieldProblem("limit", "must be from 1 to " + MOST);
        }
        Optional<String> after = query.text("after_id");
        Optional<String> before = query.text("before_id");
        if (after.isPresent() && before.isPresent()) {
            throw new FieldProblem("before_id", "must not stand beside after_id");
        }
        if (before.isPresent()) {
            int end = place(all, "before_id", before.get());
            int from = Math.max(0, end - limit);
            return new ModelPage(all.subList(from, end), from > 0);
        }
        int from = after.map(id -> place(all, "after_id", id) + 1).orElse(0);
        int end = Math.min(all.size(), from + limit);
        return new ModelPage(all.subList(from, end), end < all.size());
    }

    private static int place(List<ModelInfo> all, String parameter, String id) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(id)) {
                return i;
            }
        }
        throw new FieldProblem(parameter, "must be the id of a model, and there is none " + id);
    }
}
