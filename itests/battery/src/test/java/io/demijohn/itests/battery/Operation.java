package io.demijohn.itests.battery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation of the API's description that takes a body.
 *
 * @param method in capitals
 * @param path with placeholders
 * @param body its schema, with references followed where they stand
 */
record Operation(String method, String path, Schema body) {

    /** All that the description has. */
    static List<Operation> all(JsonNode document) {
        List<Operation> found = new ArrayList<>();
        document.get("paths")
                .fields()
                .forEachRemaining(
                        path ->
                                path.getValue()
                                        .fields()
                                        .forEachRemaining(
                                                method ->
                                                        add(
                                                                document,
                                                                path.getKey(),
                                                                method.getKey(),
                                                                method.getValue(),
                                                                found)));
        return found;
    }

    private static void add(
            JsonNode document, String path, String method, JsonNode operation, List<Operation> to) {
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        if (!(schema instanceof MissingNode)) {
            to.add(
                    new Operation(
                            method.toUpperCase(java.util.Locale.ROOT),
                            path,
                            new Schema(document, schema)));
        }
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
