package io.demijohn.gateway.internal.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.gateway.internal.TestGateway;
import io.demijohn.gateway.internal.Wire;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.TokenCount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkersTest {

    private static final int STUCK = 80;

    @TempDir Path folder;

    /** As a disk that does not answer. */
    private static final class StuckRouter implements ModelRouter {
        final Semaphore entered = new Semaphore(0);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void chat(
                List<String> candidates,
                ChatRequest request,
                CallContext context,
                ChatListener listener) {
            throw new AssertionError("nobody chats here");
        }

        @Override
        public CompletionStage<TokenCount> countTokens(
                List<String> candidates, ChatRequest request, CallContext context) {
            return CompletableFuture.completedFuture(TokenCount.estimate(request));
        }

        @Override
        public CompletionStage<Embeddings> embed(
                List<String> candidates, EmbeddingRequest request, CallContext context) {
            return CompletableFuture.failedFuture(
                    new ModelException(
                            ModelException.Kind.NOT_FOUND, "no embedding model is here"));
        }

        @Override
        public List<ModelInfo> embedders() {
            return List.of();
        }

        @Override
        public List<ModelInfo> models() {
            entered.release();
            try {
                assertThat(goOn.await(30, SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        }
    }

    @Test
    void healthIsToldWhileAllOthersAreStuck() throws Exception {
        StuckRouter router = new StuckRouter();
        List<Wire> waiting = new ArrayList<>();
        try (TestGateway gateway = new TestGateway(folder)) {
            gateway.platform.setRouter(router);
            for (int i = 0; i < STUCK; i++) {
                waiting.add(new Wire(gateway.port()).send(get("/v1/models", gateway.key)));
            }
            assertThat(router.entered.tryAcquire(Workers.OF_ONE_TENANT, 10, SECONDS)).isTrue();
            for (String path : List.of("/health/live", "/health/ready")) {
                try (Wire wire = new Wire(gateway.port())) {
                    assertThat(wire.send(get(path, gateway.key)).answer())
                            .startsWith("HTTP/1.1 ")
                            .contains("\"status\":");
                }
            }
            router.goOn.countDown();
            for (Wire wire : waiting) {
                assertThat(wire.answer()).startsWith("HTTP/1.1 200");
                wire.close();
            }
        }
    }

    private static String get(String path, String key) throws IOException {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key + "\r\n\r\n";
    }
}
