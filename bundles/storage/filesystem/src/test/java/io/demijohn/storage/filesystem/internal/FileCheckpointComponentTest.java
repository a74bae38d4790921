package io.demijohn.storage.filesystem.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.CheckpointMaintenance;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

final class FileCheckpointComponentTest {

    @TempDir private Path data;

    private final List<String> calls = new ArrayList<>();

    /** As much of a framework as the component asks for. */
    private BundleContext framework() {
        return proxy(
                BundleContext.class,
                (method, argument) -> {
                    if (method.equals("getProperty")) {
                        assertThat(argument).isEqualTo("karaf.data");
                        return data.toString();
                    }
                    assertThat(method).isEqualTo("registerService");
                    assertThat(argument).isIn(CheckpointStore.class, CheckpointMaintenance.class);
                    calls.add("register");
                    return proxy(
                            ServiceRegistration.class,
                            (name, none) -> {
                                calls.add(name);
                                return null;
                            });
                });
    }

    private interface Answer {
        Object to(String method, Object firstArgument);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) ->
                                answer.to(
                                        method.getName(),
                                        arguments == null ? null : arguments[0])));
    }

    private record Settings(
            String directory,
            long segment_bytes,
            int queue_records,
            long queue_bytes,
            int record_max_bytes,
            int compaction_dead_percent,
            long compaction_bytes_per_second)
            implements FileCheckpointComponent.Config {

        Settings(String directory, int recordMaxBytes) {
            this(directory, 64L << 20, 16_384, 64L << 20, recordMaxBytes, 50, 32L << 20);
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return FileCheckpointComponent.Config.class;
        }
    }

    private FileCheckpointComponent component(Settings settings) {
        return new FileCheckpointComponent(
                framework(), settings, OpenTelemetry.noop(), TickClock.system());
    }

    @Test
    void theLogIsInTheDataFolderAndOfferedUntilTheEnd() throws IOException {
        FileCheckpointComponent component = component(new Settings("", 16 << 20));
        assertThat(component.check().status()).isEqualTo(Health.Status.UP);
        assertThat(component.name()).isEqualTo("checkpoint-store");
        assertThat(component.required()).isTrue();
        assertThat(data.resolve("demijohn/journal/0000000001.log")).exists();
        component.close();
        assertThat(calls).containsExactly("register", "register", "unregister", "unregister");
    }

    @Test
    void aBadSettingIsNamedAndNothingIsOffered() throws IOException {
        FileCheckpointComponent component = component(new Settings("", 1));
        assertThat(component.check().status()).isEqualTo(Health.Status.DOWN);
        assertThat(component.check().message()).startsWith("record.max.bytes must be from");
        assertThat(component.check().fix()).contains("io.demijohn.storage.filesystem.cfg");
        component.close();
        assertThat(calls).isEmpty();
    }

    @Test
    void aDirectoryInUseIsDownUntilItIsFree() throws IOException {
        Settings settings = new Settings(data.resolve("elsewhere").toString(), 16 << 20);
        FileCheckpointComponent first = component(settings);
        FileCheckpointComponent second = component(settings);
        assertThat(second.check().status()).isEqualTo(Health.Status.DOWN);
        assertThat(second.check().message()).contains("in use by process");
        second.close();
        first.close();
        FileCheckpointComponent third = component(settings);
        assertThat(third.check().status()).isEqualTo(Health.Status.UP);
        third.close();
    }
}
