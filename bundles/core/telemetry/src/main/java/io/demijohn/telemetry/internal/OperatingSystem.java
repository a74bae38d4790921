package io.demijohn.telemetry.internal;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What the process takes from its system, asked by attribute name: the typed interface lives in
 * {@code com.sun.management}, which a framework need not offer, and Windows has no descriptors.
 */
final class OperatingSystem {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name = ManagementFactory.getOperatingSystemMXBean().getObjectName();

    OptionalLong openFiles() {
        return attribute("OpenFileDescriptorCount");
    }

    OptionalLong cpuNanos() {
        return attribute("ProcessCpuTime");
    }

    private OptionalLong attribute(String attribute) {
        try {
            return server.getAttribute(name, attribute) instanceof Long value && value >= 0
                    ? OptionalLong.of(value)
                    : OptionalLong.empty();
        } catch (JMException e) {
            return OptionalLong.empty();
        }
    }
}
