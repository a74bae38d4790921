package com.example.convert;

import io.demijohn.call.CallContext;
import io.demijohn.tool.*;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.*;
import org.osgi.service.component.annotations.*;

/** A tool that converts a unit. Each com.example.convert-NAME.cfg makes one of it. */
@Component(
        configurationPid = "com.example.convert",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Convert implements ToolExecutor {

    public @interface Config {
        String name();
        String from();
        String to();
        String factor();
    }

    private final ToolSpec spec;
    private final BigDecimal factor;
    private final String unit;

    @Activate
    public Convert(Config config) {
        factor = new BigDecimal(config.factor());
        unit = config.to();
        spec = new ToolSpec(
                config.name(),
                "Converts " + config.from() + " to " + config.to(),
                "{\"type\": \"object\", \"properties\": {\"value\": {\"type\": \"number\"}},"
                        + " \"required\": [\"value\"], \"additionalProperties\": false}",
                SideEffect.NONE,
                Duration.ofSeconds(1));
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
        if (!(invocation.arguments().get("value") instanceof Number value)) {
            return CompletableFuture.completedFuture(ToolResult.failure("value must be a number"));
        }
        BigDecimal converted = new BigDecimal(value.toString()).multiply(factor);
        return CompletableFuture.completedFuture(ToolResult.of(converted + " " + unit));
    }
}
