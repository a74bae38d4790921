package io.demijohn.tool.builtin.internal;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Tells the platform's time. */
@Component
public final class TimeTool implements ToolExecutor {

    private static final ToolSpec SPEC =
            new ToolSpec(
                    "time",
                    "Tells the present date, time and weekday in a time zone.",
                    """
                    {
                      "type": "object",
                      "properties": {
                        "zone": {
                          "type": "string",
                          "maxLength": 64,
                          "description": "IANA name such as Europe/Berlin; UTC when absent"
                        }
                      },
                      "additionalProperties": false
                    }
                    """,
                    SideEffect.NONE,
                    Duration.ofSeconds(5));

    private static final DateTimeFormatter WEEKDAY =
            DateTimeFormatter.ofPattern("EEEE", Locale.ENGLISH);

    private final TickClock clock;

    /** Reads the time from the platform's clock, or from the machine's when there is no other. */
    @Activate
    public TimeTool(
            @Reference(
                            cardinality = ReferenceCardinality.OPTIONAL,
                            policyOption = ReferencePolicyOption.GREEDY)
                    @Nullable TickClock clock) {
        this.clock = clock == null ? TickClock.system() : clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
        Object zone = invocation.arguments().get("zone");
        return CompletableFuture.completedFuture(tell(zone == null ? "UTC" : zone.toString()));
    }

    private ToolResult tell(String zone) {
        try {
            ZonedDateTime now =
                    clock.instant().atZone(ZoneId.of(zone)).truncatedTo(ChronoUnit.SECONDS);
            return ToolResult.of(
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now)
                            + ", "
                            + WEEKDAY.format(now)
                            + ", "
                            + zone);
        } catch (DateTimeException e) {
            return ToolResult.failure(
                    "zone is not known; give an IANA name such as Europe/Berlin or UTC");
        }
    }
}
