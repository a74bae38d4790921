package io.demijohn.telemetry.internal;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The JVM's own figures, read when somebody looks. Names follow OpenTelemetry's conventions for JVM
 * metrics; {@code jvm.gc.*} are counters because durations of single collections need {@code
 * com.sun.management}, which a framework need not offer.
 */
final class JvmMeters implements AutoCloseable {

    private static final AttributeKey<String> POOL = AttributeKey.stringKey("jvm.memory.pool.name");
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("jvm.memory.type");
    private static final AttributeKey<String> BUFFER =
            AttributeKey.stringKey("jvm.buffer.pool.name");
    private static final AttributeKey<String> GC = AttributeKey.stringKey("jvm.gc.name");

    private final List<AutoCloseable> instruments = new ArrayList<>();
    private final Meter meter;

    JvmMeters(Meter meter) {
        this.meter = meter;
        memory();
        buffers();
        collections();
        threadsAndClasses();
        process(new OperatingSystem());
    }

    private void memory() {
        bytes("jvm.memory.used", "Memory in use", pools(MemoryUsage::getUsed));
        bytes(
                "jvm.memory.committed",
                "Memory got from the system",
                pools(MemoryUsage::getCommitted));
        bytes("jvm.memory.limit", "Memory there may be at most", pools(MemoryUsage::getMax));
    }

    private void buffers() {
        List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        bytes(
                "jvm.buffer.memory.used",
                "Memory outside the heap held by buffers",
                out -> pools.forEach(pool -> out.record(pool.getMemoryUsed(), named(pool))));
    }

    private static Attributes named(BufferPoolMXBean pool) {
        return Attributes.of(BUFFER, pool.getName());
    }

    private void collections() {
        List<GarbageCollectorMXBean> all = ManagementFactory.getGarbageCollectorMXBeans();
        instruments.add(
                meter.counterBuilder("jvm.gc.collections")
                        .setDescription("Garbage collections")
                        .setUnit("{collection}")
                        .buildWithCallback(
                                out ->
                                        all.forEach(
                                                gc ->
                                                        out.record(
                                                                gc.getCollectionCount(),
                                                                named(gc)))));
        seconds(
                "jvm.gc.time",
                "Time spent in garbage collections",
                out -> all.forEach(gc -> out.record(gc.getCollectionTime() / 1e3, named(gc))));
    }

    private static Attributes named(GarbageCollectorMXBean collector) {
        return Attributes.of(GC, collector.getName());
    }

    private void threadsAndClasses() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        gauge(
                "jvm.thread.count",
                "{thread}",
                "Platform threads",
                out -> out.record(threads.getThreadCount()));
        gauge(
                "jvm.class.count",
                "{class}",
                "Classes loaded",
                out -> out.record(classes.getLoadedClassCount()));
    }

    private void process(OperatingSystem system) {
        gauge(
                "jvm.file_descriptor.count",
                "{file_descriptor}",
                "Open files and sockets",
                out -> system.openFiles().ifPresent(out::record));
        seconds(
                "jvm.cpu.time",
                "CPU time of the process",
                out -> system.cpuNanos().ifPresent(nanos -> out.record(nanos / 1e9)));
    }

    private static Consumer<ObservableLongMeasurement> pools(ToLongFunction<MemoryUsage> figure) {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
        return out -> pools.forEach(pool -> recordPool(out, pool, figure));
    }

    private static void recordPool(
            ObservableLongMeasurement out,
            MemoryPoolMXBean pool,
            ToLongFunction<MemoryUsage> figure) {
        MemoryUsage usage = pool.getUsage();
        long value = usage == null ? -1 : figure.applyAsLong(usage);
        if (value >= 0) {
            out.record(value, Attributes.of(POOL, pool.getName(), TYPE, type(pool.getType())));
        }
    }

    private static String type(MemoryType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private void bytes(String name, String what, Consumer<ObservableLongMeasurement> read) {
        gauge(name, "By", what, read);
    }

    private void gauge(
            String name, String unit, String what, Consumer<ObservableLongMeasurement> read) {
        instruments.add(
                meter.upDownCounterBuilder(name)
                        .setUnit(unit)
                        .setDescription(what)
                        .buildWithCallback(read));
    }

    private void seconds(String name, String what, Consumer<ObservableDoubleMeasurement> read) {
        instruments.add(
                meter.counterBuilder(name)
                        .ofDoubles()
                        .setUnit("s")
                        .setDescription(what)
                        .buildWithCallback(read));
    }

    @Override
    public void close() {
        for (AutoCloseable instrument : instruments) {
            closeQuietly(instrument);
        }
    }

    private static void closeQuietly(AutoCloseable instrument) {
        try {
            instrument.close();
        } catch (Exception e) {
            throw new IllegalStateException("an instrument of the JVM did not close", e);
        }
    }
}
