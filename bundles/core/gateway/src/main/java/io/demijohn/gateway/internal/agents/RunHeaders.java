package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.tenant.ApiKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/** How a run is to be handled: three headers, and two fields of the body. */
final class RunHeaders {

    private static final String PRIORITY = "Demijohn-Priority";
    private static final String DEPTH = "Demijohn-Depth";
    private static final int MAX_DEPTH = 1000;
    private static final int MAX_URL = 2048;

    private RunHeaders() {}

    static RunHandling read(Call call, Fields body, Optional<IdempotencyKey> key) {
        return new RunHandling(
                priority(call),
                key,
                startAfter(body),
                webhook(body),
                depth(call),
                call.principal().key().map(ApiKey::id));
    }

    private static RunPriority priority(Call call) {
        String text = call.header(PRIORITY).orElse("normal");
        return switch (text) {
            case "low" -> RunPriority.LOW;
            case "normal" -> RunPriority.NORMAL;
            case "high" -> RunPriority.HIGH;
            default -> throw new FieldProblem(PRIORITY, "must be low, normal or high");
        };
    }

    private static int depth(Call call) {
        String text = call.header(DEPTH).orElse("0");
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MAX_DEPTH) {
            throw new FieldProblem(DEPTH, "must be a whole number from 0 to " + MAX_DEPTH);
        }
        return Integer.parseInt(text);
    }

    private static Duration startAfter(Fields body) {
        double seconds = body.optionalDouble("after_seconds").orElse(0.0);
        long max = RunHandling.MAX_START_AFTER.toSeconds();
        if (!(seconds >= 0 && seconds <= max)) {
            throw new FieldProblem(body.path("after_seconds"), "must be from 0 to " + max);
        }
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    private static Optional<URI> webhook(Fields body) {
        return body.optionalString("webhook").map(text -> url(body.path("webhook"), text));
    }

    private static URI url(String field, String text) {
        try {
            URI url = new URI(text);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && text.length() <= MAX_URL) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw wrong(field);
        }
        throw wrong(field);
    }

    private static FieldProblem wrong(String field) {
        return new FieldProblem(
                field,
                "must be an address such as https://example.org/hook, of at most "
                        + MAX_URL
                        + " characters, without user name and fragment");
    }
}
