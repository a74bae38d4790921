package io.demijohn.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertTrue;

import io.demijohn.agent.RunService;
import io.demijohn.agent.ThreadService;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelRouter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Looks at the service registry while a provider's bundle is updated. Loaded with the api. */
final class ProviderUpdates {

    private static final int UPDATES = 5;
    private static final String PROVIDER = "io.demijohn.provider.simulated";
    private static final List<Class<?>> CORE =
            List.of(
                    RunService.class,
                    ThreadService.class,
                    ModelRouter.class,
                    CheckpointStore.class);

    private final BundleContext context;

    ProviderUpdates(BundleContext context) {
        this.context = context;
    }

    void check() throws Exception {
        for (Class<?> service : CORE) {
            await(service);
        }
        Bundle provider =
                Arrays.stream(context.getBundles())
                        .filter(bundle -> PROVIDER.equals(bundle.getSymbolicName()))
                        .findFirst()
                        .orElseThrow();
        List<Object> before = coreServiceIds();
        Queue<String> touched = new ConcurrentLinkedQueue<>();
        BundleListener listener = event -> touched.add(event.getBundle() + "/" + event.getType());
        context.addBundleListener(listener);
        Object model = await(ChatModel.class);
        for (int i = 0; i < UPDATES; i++) {
            provider.update();
            Object next = await(ChatModel.class);
            assertNotSame("another class loader", model.getClass(), next.getClass());
            model = next;
        }
        context.removeBundleListener(listener);
        touched.removeIf(event -> event.startsWith(provider.toString()));
        assertEquals(List.of(), List.copyOf(touched));
        assertEquals(before, coreServiceIds());
        assertTrue(provider.getState() == Bundle.ACTIVE);
    }

    private List<Object> coreServiceIds() {
        var ids = new ArrayList<>();
        for (Class<?> service : CORE) {
            ServiceReference<?> reference = context.getServiceReference(service);
            ids.add(reference.getProperty(Constants.SERVICE_ID));
        }
        return ids;
    }

    private <T> T await(Class<T> service) throws InterruptedException {
        var tracker = new ServiceTracker<T, T>(context, service, null);
        tracker.open();
        try {
            T found = tracker.waitForService(60_000);
            if (found == null) {
                throw new AssertionError("no " + service + " after 60 s");
            }
            return found;
        } finally {
            tracker.close();
        }
    }
}
