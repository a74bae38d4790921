package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A checkpoint as callers name it: an id, {@code {checkpoint_id}}, or {@code {configurable}}. */
final class CheckpointRef {

    private static final String ID = "checkpoint_id";

    private CheckpointRef() {}

    /** From {@code checkpoint_id} or {@code checkpoint}. */
    static Optional<String> in(Fields body) {
        Optional<String> id = body.optionalString(ID).map(text -> Call.uuid(body.path(ID), text));
        return id.isPresent() ? id : at(body, "checkpoint");
    }

    static Optional<String> at(Fields body, String name) {
        Object value = body.value(name);
        return value == null ? Optional.empty() : of(body.path(name), value);
    }

    private static Optional<String> of(String path, @Nullable Object value) {
        if (value instanceof String id) {
            return Optional.of(Call.uuid(path, id));
        }
        Fields fields = Fields.of(path, value);
        Fields holder = fields.optionalObject("configurable").orElse(fields);
        // The thread is the address's and there is one map; both still have their types.
        holder.optionalString("thread_id");
        holder.optionalObject("checkpoint_map");
        if (holder.optionalString("checkpoint_ns").filter(ns -> !ns.isEmpty()).isPresent()) {
            throw new FieldProblem(
                    holder.path("checkpoint_ns"), "must be empty: agents have no subgraphs");
        }
        return holder.optionalString(ID).map(id -> Call.uuid(holder.path(ID), id));
    }
}
