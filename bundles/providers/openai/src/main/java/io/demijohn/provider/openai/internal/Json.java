package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;

/** This bundle's own mapper: Jackson's shared type cache would keep an updated bundle alive. */
final class Json {

    static final JsonNodeFactory NODES = JsonNodeFactory.instance;
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

    static String write(JsonNode node) {
        return node.toString();
    }
}
