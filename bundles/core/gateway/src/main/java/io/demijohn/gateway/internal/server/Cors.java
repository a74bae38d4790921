package io.demijohn.gateway.internal.server;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Lets pages of allowed origins call. Others get no header, and their browser keeps them out. */
final class Cors {

    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String ALLOWED =
            "content-type, x-api-key, authorization, last-event-id, x-request-id, accept,"
                    + " cache-control, idempotency-key, demijohn-priority, demijohn-depth";
    private static final String EXPOSED =
            "Content-Location, Location, X-Pagination-Next, X-Pagination-Total, X-Request-Id, Retry-After";

    private final Set<String> origins;

    Cors(Settings settings) {
        this.origins = Set.copyOf(settings.corsOrigins());
    }

    /**
     * Adds the headers for an allowed origin.
     *
     * @return whether this was a preflight request, which needs nothing more
     */
    boolean apply(Request request, Response response) {
        if (origins.isEmpty()) {
            return false;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(HttpHeader.VARY, "Origin");
        String origin = allowed(request.getHeaders().get(HttpHeader.ORIGIN));
        if (origin == null) {
            return false;
        }
        headers.put("Access-Control-Allow-Origin", origin);
        headers.put("Access-Control-Expose-Headers", EXPOSED);
        boolean preflight =
                request.getMethod().equals("OPTIONS")
                        && request.getHeaders().contains("Access-Control-Request-Method");
        if (preflight) {
            headers.put("Access-Control-Allow-Methods", METHODS);
            headers.put("Access-Control-Allow-Headers", ALLOWED);
            headers.put("Access-Control-Max-Age", "600");
        }
        return preflight;
    }

    private @Nullable String allowed(@Nullable String origin) {
        if (origin == null) {
            return null;
        }
        return origins.contains("*") || origins.contains(origin) ? origin : null;
    }
}
