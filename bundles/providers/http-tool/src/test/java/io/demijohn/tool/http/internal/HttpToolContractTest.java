package io.demijohn.tool.http.internal;

import io.demijohn.testkit.tool.ToolExecutorContract;
import io.demijohn.testkit.tool.ToolStand;
import io.demijohn.tool.ToolExecutor;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A PUT to a site that knows its idempotency keys. */
final class HttpToolContractTest extends ToolExecutorContract {

    @Override
    protected Set<Situation> situations() {
        return EnumSet.allOf(Situation.class);
    }

    @Override
    protected Map<String, Object> arguments() {
        return Map.of("id", 7, "other", "x");
    }

    @Override
    protected ToolStand stand(Situation situation) {
        CountDownLatch end = new CountDownLatch(1);
        Site site =
                new Site(
                        switch (situation) {
                            case WORKS -> Site.answer(200, "done");
                            case FAILS -> Site.answer(500, "broken");
                            case HANGS -> exchange -> await(end);
                        });
        Outbound outbound = new Outbound();
        HttpTool tool = Tools.of(outbound, "PUT", site.url() + "/things/{id}", true);
        return new ToolStand() {
            @Override
            public ToolExecutor tool() {
                return tool;
            }

            @Override
            public OptionalLong effects() {
                return OptionalLong.of(
                        site.hits().stream()
                                .map(hit -> hit.header("Idempotency-key"))
                                .distinct()
                                .count());
            }

            @Override
            public void stop() {
                tool.close(Duration.ofMillis(100));
            }

            @Override
            public void close() {
                end.countDown();
                outbound.deactivate();
                site.close();
            }
        };
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
