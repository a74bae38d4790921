package io.demijohn.provider.simulated.internal;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;

/** This bundle's own mapper: Jackson's shared type cache would keep an updated bundle alive. */
final class Json {

    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 64);

    /** Lenient enough for scripts that people write: comments and trailing commas are fine. */
    static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build();

    private Json() {}
}
