package io.demijohn.gateway.internal.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method and a path with parameters, and who serves it.
 *
 * @param method upper case
 * @param template such as <code>/threads/{thread_id}/runs</code>
 * @param access who may use it
 * @param dialect how its errors look
 * @param endpoint who serves it
 */
public record Route(
        String method, String template, Access access, Dialect dialect, Endpoint endpoint) {

    /**
     * Whether a path fits.
     *
     * @param parts the template, split
     * @param segments the path, split and decoded
     * @return the parameters, or empty when it does not fit
     */
    static Optional<Map<String, String>> match(List<String> parts, List<String> segments) {
        if (parts.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{")) {
                parameters.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    /**
     * Whether it looks at a body. Nothing without a key may make us keep one.
     *
     * @return false for what is open, and for methods that have none
     */
    public boolean takesBody() {
        boolean keyed = access == Access.KEY || access == Access.ADMIN;
        return keyed && !method.equals("GET") && !method.equals("DELETE");
    }

    /**
     * What a key must be good for to use it.
     *
     * @return one of {@link io.demijohn.tenant.ApiKey#ENDPOINTS}
     */
    public String endpointName() {
        List<String> parts = parts();
        return parts.get(0).equals("v1") && parts.size() > 1
                ? parts.get(1)
                : access == Access.METRICS ? "metrics" : "agents";
    }

    List<String> parts() {
        return List.of(template.substring(1).split("/"));
    }
}
