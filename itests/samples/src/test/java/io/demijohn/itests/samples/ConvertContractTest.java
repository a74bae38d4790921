package io.demijohn.itests.samples;

import com.example.convert.Convert;
import io.demijohn.testkit.config.TypedConfig;
import io.demijohn.testkit.tool.ToolExecutorContract;
import io.demijohn.testkit.tool.ToolStand;
import java.util.Map;

final class ConvertContractTest extends ToolExecutorContract {

    @Override
    protected ToolStand stand(Situation situation) {
        Convert.Config miles =
                TypedConfig.of(
                        Convert.Config.class,
                        Map.of(
                                "name", "miles_to_km",
                                "from", "miles",
                                "to", "km",
                                "factor", "1.609344"));
        Convert convert = new Convert(miles);
        return () -> convert;
    }

    @Override
    protected Map<String, Object> arguments() {
        return Map.of("value", 26.2);
    }
}
