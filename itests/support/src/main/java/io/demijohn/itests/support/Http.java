package io.demijohn.itests.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests that end, whatever the other side does. */
public final class Http {

    private Http() {}

    /**
     * Sends a request and waits for the whole answer.
     *
     * @throws HttpTimeoutException when it has not come within the limit
     * @throws IOException when there is no answer
     */
    public static HttpResponse<String> send(HttpClient http, HttpRequest request, Duration limit)
            throws IOException {
        return send(http, request, BodyHandlers.ofString(), limit);
    }

    /** Sends a request and waits for the head of its answer; the body must end within the limit. */
    public static HttpResponse<InputStream> open(
            HttpClient http, HttpRequest request, Duration limit) throws IOException {
        return send(http, request, TimedBody.within(name(request), limit), limit);
    }

    private static <T> HttpResponse<T> send(
            HttpClient http, HttpRequest request, BodyHandler<T> handler, Duration limit)
            throws IOException {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, handler);
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException(name(request) + ": no whole answer within " + limit);
        } catch (ExecutionException e) {
            throw new IOException(name(request) + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name(request) + ": interrupted", e);
        }
    }

    private static String name(HttpRequest request) {
        return request.method() + " " + request.uri().getPath();
    }
}
