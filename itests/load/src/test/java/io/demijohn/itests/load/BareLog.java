package io.demijohn.itests.load;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.clock.TickClock;
import io.demijohn.storage.filesystem.internal.FileCheckpointComponent;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The floor: the platform's own log, opened as the platform opens it, with as many records as a
 * turn writes and nothing else. A session appends the groups of a turn one after the other, each
 * when the one before it is durable, as a turn must.
 */
final class BareLog implements AutoCloseable {

    /** What one turn writes, as was counted. */
    record Shape(double groups, double records, double bytes, int turnsPerThread) {}

    private static final int KEY_BYTES = 64 + 7 + 6 + 36; // of a frame's header
    private static final int RECORD_BYTES = 5;

    private final Path folder;
    private final AtomicReference<CheckpointStore> store = new AtomicReference<>();
    private final Object component;

    BareLog(Path folder) throws IOException {
        this.folder = folder;
        BundleContext bundle = proxy(BundleContext.class, this::bundle);
        FileCheckpointComponent.Config config =
                proxy(
                        FileCheckpointComponent.Config.class,
                        (method, arguments) -> method.getDefaultValue());
        component =
                new FileCheckpointComponent(
                        bundle, config, OpenTelemetry.noop(), TickClock.system());
        if (store.get() == null) {
            throw new IOException("the log in " + folder + " could not be opened");
        }
    }

    private interface Handler {
        Object call(Method method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> handler.call(method, arguments)));
    }

    private Object bundle(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "getProperty" -> folder.toString();
            case "registerService" -> {
                if (arguments[1] instanceof CheckpointStore log) {
                    store.set(log);
                }
                yield proxy(ServiceRegistration.class, (m, a) -> null);
            }
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    /** Sessions that write turns for some time. */
    Tally run(int sessions, double seconds, Shape shape) throws InterruptedException {
        var tally = new Tally();
        var running = new CountDownLatch(sessions);
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        for (int i = 0; i < sessions; i++) {
            new Session(shape, tally, end, running).turn();
        }
        running.await((long) seconds + 60, TimeUnit.SECONDS);
        tally.lasted((System.nanoTime() - begin) / 1e9);
        return tally;
    }

    /** One writer. */
    private final class Session {
        private final Shape shape;
        private final Tally tally;
        private final long end;
        private final CountDownLatch running;
        private final byte[] head;
        private final List<Append.Entry> entries;
        private JournalKey key = key();
        private long sequence;
        private int turns;
        private int groups;
        private double owed;
        private long began;

        Session(Shape shape, Tally tally, long end, CountDownLatch running) {
            this.shape = shape;
            this.tally = tally;
            this.end = end;
            this.running = running;
            int records = (int) Math.max(1, Math.round(shape.records() / shape.groups()));
            int bytes = (int) (shape.bytes() / shape.groups()) - KEY_BYTES;
            head = new byte[bytes / 4];
            int body = Math.max(1, (bytes - head.length) / records - RECORD_BYTES);
            entries = Collections.nCopies(records, new Append.Entry(type(), new byte[body]));
        }

        private RecordType type() {
            return RecordType.MODEL_RESULT;
        }

        private JournalKey key() {
            return new JournalKey("default", "thread", UUID.randomUUID().toString());
        }

        void turn() {
            if (System.nanoTime() >= end) {
                running.countDown();
                return;
            }
            if (++turns > shape.turnsPerThread()) {
                turns = 1;
                key = key();
                sequence = 0;
            }
            // A thread's first turn has a group more: the average of groups is kept.
            owed += shape.groups();
            groups = (int) Math.max(1, Math.floor(owed));
            owed -= groups;
            tally.sent();
            began = System.nanoTime();
            append();
        }

        private void append() {
            CheckpointStore log = store.get();
            log.append(Append.of(key, sequence, log.epoch(), entries, head))
                    .whenComplete((last, error) -> appended(last, error));
        }

        private void appended(Long last, Throwable error) {
            if (error != null) {
                tally.wrong(String.valueOf(error.getMessage()));
                running.countDown();
                return;
            }
            sequence = last;
            if (--groups > 0) {
                append();
            } else {
                tally.well(System.nanoTime() - began);
                turn();
            }
        }
    }

    @Override
    public void close() throws Exception {
        Method close = FileCheckpointComponent.class.getDeclaredMethod("close");
        close.setAccessible(true);
        close.invoke(component);
    }
}
