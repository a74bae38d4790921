package io.demijohn.shell.internal.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Asks for services only while a command runs. A list that the shell injects would be kept by each
 * session until its command is looked up again, and with it the class loader of a provider that has
 * been updated since.
 */
final class Services {

    private final BundleContext context;

    Services(BundleContext context) {
        this.context = context;
    }

    /** Uses all services of a type, and lets go of them. */
    <T> void use(Class<T> type, Consumer<List<T>> work) {
        var references = new ArrayList<ServiceReference<T>>();
        try {
            references.addAll(context.getServiceReferences(type, null));
            var services = new ArrayList<T>();
            for (ServiceReference<T> reference : references) {
                T service = context.getService(reference);
                if (service != null) {
                    services.add(service);
                }
            }
            work.accept(services);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        } finally {
            references.forEach(context::ungetService);
        }
    }
}
