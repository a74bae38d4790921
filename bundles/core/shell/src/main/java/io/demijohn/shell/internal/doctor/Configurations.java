package io.demijohn.shell.internal.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The platform's own configurations, as they are in the files. */
public final class Configurations {

    private final ConfigurationAdmin admin;

    public Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /**
     * One configuration.
     *
     * @param pid its PID
     * @param factoryPid the factory's PID, if it is one of several
     * @param values the properties, in text
     */
    record Entry(String pid, Optional<String> factoryPid, Map<String, String> values) {

        /** The name of the file below etc/, as a person knows it. */
        String file() {
            String name = values.get("felix.fileinstall.filename");
            return name == null ? pid : name.substring(name.lastIndexOf('/') + 1);
        }
    }

    List<Entry> all() {
        try {
            Configuration @Nullable [] found =
                    admin.listConfigurations("(service.pid=io.demijohn.*)");
            var entries = new ArrayList<Entry>();
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                entries.add(entry(configuration));
            }
            return entries;
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("cannot list configurations: " + e.getMessage(), e);
        }
    }

    private static Entry entry(Configuration configuration) {
        var values = new LinkedHashMap<String, String>();
        var properties = configuration.getProperties();
        if (properties != null) {
            Collections.list(properties.keys())
                    .forEach(key -> values.put(key, String.valueOf(properties.get(key))));
        }
        return new Entry(
                configuration.getPid(), Optional.ofNullable(configuration.getFactoryPid()), values);
    }
}
