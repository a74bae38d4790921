package io.demijohn.itests.battery;

import io.demijohn.itests.support.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks into the process from outside: JMX as the administrator, and /proc. */
final class Jmx implements AutoCloseable {

    private final Path process;
    private final JMXConnector connector;
    private final MBeanServerConnection server;

    @SuppressWarnings("BanJNDI") // the address is ours
    Jmx(Platform platform) {
        process = Path.of("/proc", String.valueOf(platform.process().pid()));
        try {
            connector =
                    JMXConnectorFactory.connect(
                            new JMXServiceURL(
                                    "service:jmx:rmi:///jndi/rmi://127.0.0.1:"
                                            + platform.jmxPort()
                                            + "/karaf-demijohn"),
                            Map.of(
                                    JMXConnector.CREDENTIALS,
                                    new String[] {"admin", platform.adminPassword()}));
            server = connector.getMBeanServerConnection();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After a collection. */
    Vitals vitals() {
        try {
            MemoryMXBean memory = bean(ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            return new Vitals(
                    threads(),
                    descriptors(),
                    memory.getHeapMemoryUsage().getUsed(),
                    (Long)
                            server.getAttribute(
                                    new ObjectName("java.nio:type=BufferPool,name=direct"),
                                    "MemoryUsed"));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every thread's name, stack and locks, as a thread dump shows them. */
    String threadDump() throws IOException {
        StringBuilder dump = new StringBuilder();
        for (ThreadInfo thread :
                bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class)
                        .dumpAllThreads(true, true)) {
            dump.append(thread);
            Stream.of(thread.getStackTrace()).forEach(frame -> dump.append(frame).append('\n'));
            Stream.of(thread.getLockedSynchronizers())
                    .map(LockInfo::toString)
                    .forEach(dump::append);
        }
        return dump.toString();
    }

    /** Threads that are inside a method. */
    long threadsIn(String method) throws IOException {
        ThreadMXBean threads = bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        return Stream.of(threads.dumpAllThreads(false, false))
                .filter(
                        thread ->
                                Stream.of(thread.getStackTrace())
                                        .anyMatch(frame -> frame.getMethodName().equals(method)))
                .count();
    }

    /** From the kernel: also those that Java does not know of. */
    long threads() {
        return count(process.resolve("task"));
    }

    long descriptors() {
        return count(process.resolve("fd"));
    }

    private static long count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T bean(String name, Class<T> type) throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(server, name, type);
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
