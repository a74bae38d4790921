package io.demijohn.outbound.internal.config;

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
public final class Json {

    /** Makes nodes. */
    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final LookupCache<Object, JavaType> TYPES = new LRUMap<>(16, 64);
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .typeFactory(TypeFactory.defaultInstance().withCache(TYPES))
                    .build();

    private Json() {}

    /**
     * Reads a text.
     *
     * @param text maybe JSON
     * @return a missing node when it is not
     */
    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Writes a tree.
     *
     * @param node the tree
     * @return its text
     */
    public static String write(JsonNode node) {
        return node.toString();
    }

    /**
     * Writes Java's own types.
     *
     * @param value String, Number, Boolean, List, Map
     * @return its text
     */
    public static String write(Object value) {
        return MAPPER.valueToTree(value).toString();
    }
}
