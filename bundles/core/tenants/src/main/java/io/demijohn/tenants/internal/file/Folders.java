package io.demijohn.tenants.internal.file;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where an instance keeps its files. */
public final class Folders {

    private Folders() {}

    /**
     * Configuration.
     *
     * @param context knows it
     * @return the folder
     */
    public static Path etc(BundleContext context) {
        return folder(context, "karaf.etc");
    }

    /**
     * Data.
     *
     * @param context knows it
     * @return the folder
     */
    public static Path data(BundleContext context) {
        return folder(context, "karaf.data");
    }

    private static Path folder(BundleContext context, String property) {
        String value = context.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("the framework property " + property + " is not set");
        }
        return Path.of(value);
    }
}
