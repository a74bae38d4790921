package io.demijohn.tool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One call of a tool.
 *
 * @param callId the model's id of the call
 * @param idempotencyKey the same whenever this very call is made again, and never otherwise
 * @param arguments JSON values that fit the tool's schema: String, Boolean, Integer, Long,
 *     BigInteger, Double, BigDecimal, List, Map, or null
 */
public record ToolInvocation(String callId, String idempotencyKey, Map<String, Object> arguments) {
    /** Checks that nothing is missing, and copies; values may be null, so not by Map.copyOf. */
    public ToolInvocation {
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }
}
