package io.demijohn.itests.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** All that an installed feature could leave behind, as lines of text. */
final class Traces {

    private final BundleContext context;
    private final FeaturesService features;
    private final ConfigurationAdmin configurations;

    Traces(BundleContext context, FeaturesService features, ConfigurationAdmin configurations) {
        this.context = context;
        this.features = features;
        this.configurations = configurations;
    }

    Set<String> now() throws Exception {
        var all = new TreeSet<String>();
        for (Bundle bundle : context.getBundles()) {
            all.add("bundle " + bundle + " " + state(bundle));
        }
        for (Feature feature : features.listInstalledFeatures()) {
            all.add("feature " + feature.getId());
        }
        all.addAll(services());
        all.addAll(settings());
        return all;
    }

    private Set<String> services() throws InvalidSyntaxException {
        var services = new TreeSet<String>();
        for (ServiceReference<?> service : context.getAllServiceReferences(null, null)) {
            services.add(
                    "service "
                            + Arrays.toString((String[]) service.getProperty(Constants.OBJECTCLASS))
                            + " of "
                            + service.getBundle()
                            + " "
                            + service.getProperty("component.name"));
        }
        return services;
    }

    private Set<String> settings() throws IOException, InvalidSyntaxException {
        var settings = new TreeSet<String>();
        Configuration[] found = configurations.listConfigurations(null);
        for (Configuration configuration : found == null ? new Configuration[0] : found) {
            settings.add("configuration " + configuration.getPid());
        }
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("karaf.etc")))) {
            // Keys are data, as journals are: they outlive the bundle that made them.
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".keys"))
                    .forEach(name -> settings.add("file " + name));
        }
        return settings;
    }

    private static String state(Bundle bundle) {
        boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
        return fragment || bundle.getState() == Bundle.ACTIVE ? "runs" : "idle";
    }
}
