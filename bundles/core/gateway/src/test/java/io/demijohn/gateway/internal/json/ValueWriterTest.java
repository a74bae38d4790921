package io.demijohn.gateway.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueWriterTest {

    @Test
    void writesWhatJacksonsMapperWrites() throws Exception {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("text", "quote \" backslash \\ control \u0001 umlaut \u00fc emoji \uD83C\uDF7E");
        all.put("", Map.of("deep", List.of(Map.of(), List.of())));
        all.put("list", Arrays.asList(1, -2L, 1.5, 2.5f, true, null, "x"));
        all.put("large", new BigInteger("123456789012345678901234567890"));
        all.put("exact", new BigDecimal("1E+3"));
        all.put("none", null);
        all.put("odd", Double.NaN);
        assertThat(Json.write(all)).isEqualTo(JsonMapper.builder().build().writeValueAsBytes(all));
    }
}
