package io.demijohn.guard.internal;

import java.util.Optional;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each class of a bundle when it is loaded and takes its calls out that end the process.
 * This is for libraries that treat an error so, and for mistakes; code that wants to end the
 * process finds another way (reflection, memory), because one JVM is one trust domain. Karaf's own
 * bundles are left alone: they restart the container.
 */
final class ExitGuard implements WeavingHook {

    private static final Logger LOG = LoggerFactory.getLogger(ExitGuard.class);
    private static final String CONTAINER = "org.apache.karaf.";

    /** Whether this thread is looking at a class: what is loaded for that is our own. */
    private final ThreadLocal<Boolean> looking = ThreadLocal.withInitial(() -> false);

    @Override
    public void weave(WovenClass type) {
        String bundle = String.valueOf(type.getBundleWiring().getRevision().getSymbolicName());
        if (looking.get() || bundle.startsWith(CONTAINER)) {
            return;
        }
        looking.set(true);
        try {
            look(type, bundle);
        } finally {
            looking.remove();
        }
    }

    private static void look(WovenClass type, String bundle) {
        try {
            Optional<byte[]> changed = ExitCalls.refuse(type.getBytes());
            if (changed.isPresent()) {
                type.setBytes(changed.get());
                LOG.info("{} of {} cannot end the process", type.getClassName(), bundle);
            }
        } catch (RuntimeException e) {
            // A class file that cannot be read is the class loader's to refuse.
            LOG.warn("{} of {} is not guarded", type.getClassName(), bundle, e);
        }
    }
}
