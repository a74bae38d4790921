package io.demijohn.shell.internal.breaker;

import io.demijohn.breaker.BreakerService;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.shell.internal.Views;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A breaker as JSON values. */
final class BreakerView {

    private BreakerView() {}

    static Map<String, Object> of(BreakerStatus breaker) {
        var view = new LinkedHashMap<String, Object>();
        view.put("breaker", breaker.id());
        view.put("kind", breaker.kind());
        view.put("provider", breaker.provider());
        view.put("model", breaker.model());
        view.put("instance", breaker.instance());
        view.put("state", Views.lower(breaker.state()));
        view.put("calls", breaker.calls());
        view.put("failures", breaker.failures());
        view.put("slow", breaker.slow());
        view.put("refused", breaker.refused());
        view.put("openings", breaker.openings());
        view.put("open_for_ms", millis(breaker.openFor()));
        view.put("cool_down_ms", millis(breaker.coolDown()));
        return view;
    }

    private static @Nullable Long millis(Duration time) {
        return time.isZero() ? null : Long.valueOf(time.toMillis());
    }

    static BreakerStatus find(BreakerService breakers, String id) {
        return breakers.breakers().stream()
                .filter(breaker -> breaker.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no breaker " + id + "; breaker:list shows them"));
    }
}
