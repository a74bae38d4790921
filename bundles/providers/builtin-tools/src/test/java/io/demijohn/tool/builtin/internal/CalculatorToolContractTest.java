package io.demijohn.tool.builtin.internal;

import io.demijohn.testkit.tool.ToolExecutorContract;
import io.demijohn.testkit.tool.ToolStand;
import java.util.Map;

final class CalculatorToolContractTest extends ToolExecutorContract {

    @Override
    protected ToolStand stand(Situation situation) {
        CalculatorTool tool = new CalculatorTool();
        return () -> tool;
    }

    @Override
    protected Map<String, Object> arguments() {
        return Map.of("expression", "2 + 2");
    }
}
