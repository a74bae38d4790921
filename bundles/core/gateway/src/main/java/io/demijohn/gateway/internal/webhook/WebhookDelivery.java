package io.demijohn.gateway.internal.webhook;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentException.Kind;
import io.demijohn.outbound.internal.address.ForbiddenAddressException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/** One try to deliver one notice. Of the answer only its status counts. */
final class WebhookDelivery implements Response.Listener {

    private static final long MAX_ANSWER = 64 * 1024;
    private static final int GONE = 410;

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long read;

    CompletableFuture<Void> send(Request request) {
        request.send(this);
        return done;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        read += content.remaining();
        content.position(content.limit());
        if (read > MAX_ANSWER && !done.isDone()) {
            judge(response);
            response.abort(new IllegalStateException("the answer is long enough"));
        }
    }

    @Override
    public void onComplete(Result result) {
        if (result.isSucceeded()) {
            judge(result.getResponse());
        } else {
            done.completeExceptionally(failure(result.getFailure(), host(result.getRequest())));
        }
    }

    private void judge(Response response) {
        int status = response.getStatus();
        if (status / 100 == 2) {
            done.complete(null);
        } else {
            done.completeExceptionally(refusal(status, response));
        }
    }

    private static AgentException refusal(int status, Response response) {
        String host = host(response.getRequest());
        if (status == GONE) {
            return new AgentException(Kind.NOT_FOUND, host + " answered 410: it wants no more");
        }
        if (status / 100 == 3) {
            return new AgentException(
                    Kind.INVALID,
                    host
                            + " answered "
                            + status
                            + ": redirects are not followed, so the webhook"
                            + " must be the final address");
        }
        return new AgentException(
                Kind.UNAVAILABLE, host + " answered " + status, null, retryAfter(response));
    }

    private static Optional<Duration> retryAfter(Response response) {
        return Optional.ofNullable(response.getHeaders().get("Retry-After"))
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static AgentException failure(Throwable thrown, String host) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ForbiddenAddressException forbidden) {
                return new AgentException(Kind.INVALID, String.valueOf(forbidden.getMessage()));
            }
        }
        return new AgentException(
                Kind.UNAVAILABLE, host + " cannot be reached", thrown, Optional.empty());
    }

    private static String host(Request request) {
        return String.valueOf(request.getHost());
    }
}
