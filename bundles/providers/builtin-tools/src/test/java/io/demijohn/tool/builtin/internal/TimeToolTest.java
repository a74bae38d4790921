package io.demijohn.tool.builtin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.clock.TickClock;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimeToolTest {

    private static final Instant NOW = Instant.parse("2026-11-23T23:30:15.123456Z");

    private final TimeTool tool =
            new TimeTool(
                    new TickClock() {
                        @Override
                        public long nanoTime() {
                            return 0;
                        }

                        @Override
                        public Instant instant() {
                            return NOW;
                        }
                    });

    @Test
    void tellsUtcUnlessAskedOtherwise() {
        assertThat(tell(Map.of()).text()).isEqualTo("2026-11-23T23:30:15Z, Monday, UTC");
        assertThat(tell(Map.of("zone", "Asia/Tokyo")).text())
                .isEqualTo("2026-11-24T08:30:15+09:00, Tuesday, Asia/Tokyo");
    }

    @Test
    void namesTheFieldOfAnUnknownZone() {
        for (String zone : new String[] {"Mars/Olympus", "", "a b", "../etc"}) {
            ToolResult result = tell(Map.of("zone", zone));
            assertThat(result.failed()).isTrue();
            assertThat(result.text()).startsWith("zone is not known");
        }
    }

    private ToolResult tell(Map<String, Object> arguments) {
        CallContext context =
                new CallContext(
                        "default", "r", Optional.empty(), NOW.plusSeconds(5), Cancellation.NEVER);
        return tool.execute(new ToolInvocation("c", "k", arguments), context)
                .toCompletableFuture()
                .join();
    }
}
