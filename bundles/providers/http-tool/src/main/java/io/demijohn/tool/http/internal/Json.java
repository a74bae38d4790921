package io.demijohn.tool.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;

/** This bundle's own mapper: Jackson's shared type cache would keep an updated bundle alive. */
final class Json {

    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 64);
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
                    .build();

    private Json() {}

    /** Reads a text; a missing node when it is not JSON. */
    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Writes Java's own types: String, Number, Boolean, List, Map, null. */
    static String write(Object value) {
        return MAPPER.valueToTree(value).toString();
    }
}
