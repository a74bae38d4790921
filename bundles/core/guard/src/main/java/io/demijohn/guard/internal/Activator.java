package io.demijohn.guard.internal;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.weaving.WeavingHook;

/**
 * Guards while the bundle is started. No component: that would be made when it is first asked for,
 * which is in the middle of loading a class.
 */
public final class Activator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        context.registerService(WeavingHook.class, new ExitGuard(), null);
    }

    /** The framework unregisters the hook. Classes that were changed stay so. */
    @Override
    public void stop(BundleContext context) {}
}
