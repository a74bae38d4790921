package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Run;
import io.demijohn.agent.WebhookNotice;
import io.demijohn.gateway.internal.json.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a webhook is told of the end of a run. */
public final class NoticeBody {

    private NoticeBody() {}

    /**
     * The run, and what came of it.
     *
     * @param notice what to tell
     * @param now when it is sent
     * @return JSON
     */
    public static byte[] write(WebhookNotice notice, Instant now) {
        Run run = notice.run();
        Map<String, @Nullable Object> out = Shapes.run(run);
        boolean none = notice.state().checkpointId().isBlank();
        out.put("values", none ? Map.of() : Shapes.values(notice.state().values()));
        out.put("error", run.error().map(Run.RunError::message).orElse(null));
        out.put("run_started_at", Shapes.time(notice.startedAt()));
        out.put("run_ended_at", Shapes.time(notice.endedAt()));
        out.put("webhook_sent_at", Shapes.time(now));
        return Json.write(out);
    }
}
