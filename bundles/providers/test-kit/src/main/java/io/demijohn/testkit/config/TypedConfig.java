package io.demijohn.testkit.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes what a component's constructor gets from Declarative Services. */
public final class TypedConfig {

    private TypedConfig() {}

    /**
     * A configuration with these values, and the type's defaults for the rest.
     *
     * @param <A> the component's property type
     * @param type an annotation type whose {@code base_url()} reads the key {@code base.url}
     * @param values by key; each of the type that its method returns
     * @return the configuration
     */
    public static <A extends Annotation> A of(Class<A> type, Map<String, ?> values) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> value(type, method, values)));
    }

    private static Object value(Class<?> type, Method method, Map<String, ?> values) {
        String key = method.getName().replace('_', '.');
        Object value = values.get(key);
        if (value != null) {
            return value;
        }
        return switch (method.getName()) {
            case "annotationType" -> type;
            case "toString" -> type.getSimpleName() + values;
            case "hashCode" -> values.hashCode();
            default -> defaultOf(key, method);
        };
    }

    private static Object defaultOf(String key, Method method) {
        Object value = method.getDefaultValue();
        if (value == null) {
            throw new IllegalArgumentException("the configuration needs a value for " + key);
        }
        return value;
    }
}
