package io.demijohn.gateway.internal.model;

import io.demijohn.call.Cancellation;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Principal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Who asks a model, and until when an answer is wanted. Work that goes on after its request has
 * one, too.
 *
 * @param principal whose call this is
 * @param requestId names the request that caused it
 * @param traceparent W3C Trace Context header to send on
 * @param gone cancelled when nobody wants the answer any more
 * @param asks hears the name of each model that is asked
 */
public record Asker(
        Principal principal,
        String requestId,
        Optional<String> traceparent,
        Cancellation gone,
        Consumer<String> asks) {

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * Who asks without a request that waits.
     *
     * @param principal whose call this is
     * @param requestId names the request that caused it
     * @param traceparent W3C Trace Context header to send on
     * @param gone cancelled when nobody wants the answer any more
     */
    public Asker(
            Principal principal,
            String requestId,
            Optional<String> traceparent,
            Cancellation gone) {
        this(principal, requestId, traceparent, gone, model -> {});
    }

    /**
     * The caller of a request.
     *
     * @param call the request
     * @return who asks, for as long as the caller is there
     */
    public static Asker of(Call call) {
        return new Asker(
                call.principal(),
                call.requestId(),
                call.header("traceparent").filter(text -> TRACEPARENT.matcher(text).matches()),
                call.gone(),
                call.asks());
    }

    /**
     * The same, wanted until another moment.
     *
     * @param other cancelled when nobody wants the answer any more
     * @return a copy
     */
    public Asker until(Cancellation other) {
        return new Asker(principal, requestId, traceparent, other, asks);
    }
}
