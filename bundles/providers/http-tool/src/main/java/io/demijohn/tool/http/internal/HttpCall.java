package io.demijohn.tool.http.internal;

import io.demijohn.call.Cancellation;
import io.demijohn.outbound.internal.address.ForbiddenAddressException;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolResult;
import java.io.ByteArrayOutputStream;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;

/** One request and its answer. */
final class HttpCall implements Response.Listener {

    private final Endpoint endpoint;
    private final Request request;
    private final CompletableFuture<ToolResult> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean cut;
    private volatile boolean begun;

    HttpCall(Endpoint endpoint, Request request, Consumer<HttpCall> onEnd) {
        this.endpoint = endpoint;
        this.request = request;
        request.onRequestBegin(sent -> begun = true);
        answer.whenComplete((result, thrown) -> onEnd.accept(this));
    }

    CompletableFuture<ToolResult> answer() {
        return answer;
    }

    void start(Cancellation cancellation) {
        Cancellation.Registration registration =
                cancellation.onCancel(
                        () -> fail(new ToolException(Kind.CANCELLED, "the caller gave up")));
        answer.whenComplete((result, thrown) -> registration.close());
        if (!answer.isDone()) {
            request.send(this);
        }
    }

    private void fail(ToolException why) {
        answer.completeExceptionally(why);
        request.abort(why);
    }

    /** Ends, unless it has ended already, and closes the connection. */
    void stop() {
        ToolException why = new ToolException(Kind.UNAVAILABLE, "the tool was stopped");
        request.abort(why); // first: from here on it does not begin any more
        answer.completeExceptionally(begun ? unknown("the tool was stopped", why) : why);
    }

    private static ToolException unknown(String what, Throwable cause) {
        return new ToolException(
                Kind.OUTCOME_UNKNOWN,
                what + " after the request was sent; it may have acted",
                cause);
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        int room = endpoint.maxBytes() - body.size();
        byte[] some = new byte[Math.min(room, content.remaining())];
        content.get(some);
        body.writeBytes(some);
        if (content.hasRemaining() && !cut) {
            cut = true;
            finish(response);
            response.abort(new ToolException(Kind.UNAVAILABLE, "the answer is long enough"));
        }
    }

    @Override
    public void onComplete(Result result) {
        if (result.isSucceeded()) {
            finish(result.getResponse());
        } else {
            answer.completeExceptionally(failure(result.getFailure()));
        }
    }

    private void finish(Response response) {
        int status = response.getStatus();
        if (status == 429 || status == 503) {
            answer.completeExceptionally(
                    new ToolException(
                            Kind.UNAVAILABLE, request.getHost() + " answered with " + status));
        } else if (status == 502 || status == 504) { // who is behind the proxy may have acted
            answer.completeExceptionally(
                    new ToolException(
                            Kind.OUTCOME_UNKNOWN, request.getHost() + " answered with " + status));
        } else if (status / 100 == 2) {
            answer.complete(ToolResult.of(text(response)));
        } else {
            answer.complete(ToolResult.failure(refusal(status, response)));
        }
    }

    private String refusal(int status, Response response) {
        String note =
                status / 100 == 3
                        ? "; redirects are not followed, so the url in the tool's configuration"
                                + " must be the final one"
                        : "";
        return "HTTP status " + status + note + "\n" + text(response);
    }

    private String text(Response response) {
        String whole = body.toString(charset(response));
        return cut ? whole + "\n[cut after " + endpoint.maxBytes() + " bytes]" : whole;
    }

    private static Charset charset(Response response) {
        String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String name = type == null ? null : MimeTypes.getCharsetFromContentType(type);
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private ToolException failure(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ToolException known) {
                return begun && known.kind() == Kind.UNAVAILABLE
                        ? unknown(String.valueOf(known.getMessage()), known)
                        : known;
            }
            if (cause instanceof ForbiddenAddressException forbidden) {
                return new ToolException(
                        Kind.FORBIDDEN, String.valueOf(forbidden.getMessage()), forbidden);
            }
        }
        boolean sent = begun && !(thrown instanceof SSLHandshakeException);
        if (sent && thrown instanceof TimeoutException) {
            return new ToolException(Kind.TIMEOUT, "no answer from " + request.getHost(), thrown);
        }
        if (sent) {
            return unknown(request.getHost() + " broke the connection", thrown);
        }
        String what =
                thrown instanceof UnknownHostException ? " is not known" : " cannot be reached";
        return new ToolException(Kind.UNAVAILABLE, request.getHost() + what, thrown);
    }
}
