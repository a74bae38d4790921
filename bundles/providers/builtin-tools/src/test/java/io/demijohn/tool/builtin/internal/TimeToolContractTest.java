package io.demijohn.tool.builtin.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.testkit.tool.ToolExecutorContract;
import io.demijohn.testkit.tool.ToolStand;
import java.util.Map;

final class TimeToolContractTest extends ToolExecutorContract {

    @Override
    protected ToolStand stand(Situation situation) {
        TimeTool tool = new TimeTool(TickClock.system());
        return () -> tool;
    }

    @Override
    protected Map<String, Object> arguments() {
        return Map.of("zone", "Europe/Berlin");
    }
}
