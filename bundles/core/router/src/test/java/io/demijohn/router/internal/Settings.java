package io.demijohn.router.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** The router's configuration as Declarative Services would hand it over. */
final class Settings {

    private Settings() {}

    static RouterConfig defaults() {
        return with(Map.of());
    }

    /** By the annotation's method names. */
    static RouterConfig with(Map<String, Object> values) {
        return (RouterConfig)
                Proxy.newProxyInstance(
                        RouterConfig.class.getClassLoader(),
                        new Class<?>[] {RouterConfig.class},
                        (proxy, method, args) ->
                                values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
