package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is said of a removal. */
final class Deletion {

    private Deletion() {}

    static Reply reply(String id, String object) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", id);
        out.put("object", object);
        out.put("deleted", true);
        return Reply.json(out);
    }

    static Problem problem(Throwable failure) {
        return Problems.unwrapped(failure) instanceof Problem known
                ? known
                : Journal.refusal(failure);
    }
}
