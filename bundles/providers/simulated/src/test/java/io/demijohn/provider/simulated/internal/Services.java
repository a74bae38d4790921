package io.demijohn.provider.simulated.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** What a component has registered. */
final class Services {

    private record Service(Object service, Dictionary<String, ?> properties) {}

    private final List<Service> registered = new ArrayList<>();
    private int fewest = Integer.MAX_VALUE;

    /** A context that can register services, and nothing else. */
    BundleContext context() {
        return (BundleContext)
                Proxy.newProxyInstance(
                        Services.class.getClassLoader(),
                        new Class<?>[] {BundleContext.class},
                        (proxy, method, arguments) ->
                                register(arguments[1], (Dictionary<String, ?>) arguments[2]));
    }

    private Object register(Object service, Dictionary<String, ?> properties) {
        Service added = new Service(service, properties);
        registered.add(added);
        return Proxy.newProxyInstance(
                Services.class.getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (proxy, method, arguments) -> {
                    fewest = Math.min(fewest, registered.size());
                    return registered.remove(added);
                });
    }

    List<Object> models() {
        return registered.stream().map(Service::service).toList();
    }

    Map<String, Object> properties(int index) {
        Map<String, Object> all = new LinkedHashMap<>();
        Dictionary<String, ?> given = registered.get(index).properties();
        given.keys().asIterator().forEachRemaining(key -> all.put(key, given.get(key)));
        return all;
    }

    /** How many there were at the least when one went. */
    int fewest() {
        return fewest;
    }
}
