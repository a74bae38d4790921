package io.demijohn.gateway.internal.operations;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.gateway.internal.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;

/** Documents that come with the bundle. */
final class Documents {

    private Documents() {}

    static CompletionStage<Reply> reply(String name) {
        return completedFuture(Reply.jsonBytes(read(name)));
    }

    static byte[] read(String name) {
        try (InputStream in = Documents.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the bundle has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
