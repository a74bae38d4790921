package io.demijohn.guard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without the rewrite, every case of this test would end the JVM that runs it. */
class ExitCallsTest {

    /** Ends the process in every way that a compiler writes. */
    public static final class Quitter implements IntConsumer {

        @Override
        public void accept(int way) {
            switch (way) {
                case 0 -> System.exit(1);
                case 1 -> Runtime.getRuntime().exit(2);
                case 2 -> Runtime.getRuntime().halt(3);
                case 3 -> List.of(4).forEach(System::exit);
                case 4 -> List.of(5).forEach(Runtime.getRuntime()::halt);
                case 5 -> Leave.now();
                default -> throw new IllegalArgumentException("way " + way);
            }
        }
    }

    /** An interface may call it, too. */
    public interface Leave {
        static void now() {
            System.exit(6);
        }
    }

    /** Has the words, and ends nothing. */
    public static final class Innocent implements IntConsumer {

        @Override
        public void accept(int way) {
            exit(way);
            System.clearProperty("exit");
        }

        private static void exit(int status) {
            assertThat(status).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aPluginCannotEndTheProcess(int way) throws Exception {
        IntConsumer quitter = load(Quitter.class);
        assertThatThrownBy(() -> quitter.accept(way))
                .isInstanceOf(SecurityException.class)
                .hasMessage(ExitCalls.MESSAGE);
    }

    @Test
    void otherClassesStayAsTheyAre() throws Exception {
        assertThat(ExitCalls.refuse(bytes(Innocent.class.getName()))).isEmpty();
        assertThat(ExitCalls.refuse(bytes(List.class.getName()))).isEmpty();
        load(Innocent.class).accept(1);
    }

    private static IntConsumer load(Class<? extends IntConsumer> type) throws Exception {
        return (IntConsumer)
                new Rewriting().loadClass(type.getName()).getConstructor().newInstance();
    }

    private static byte[] bytes(String name) throws IOException {
        String file = "/" + name.replace('.', '/') + ".class";
        try (InputStream in = ExitCallsTest.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    /** Loads the classes of this test anew, rewritten. */
    private static final class Rewriting extends ClassLoader {

        Rewriting() {
            super(ExitCallsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ExitCallsTest.class.getName() + "$")) {
                return super.loadClass(name, resolve);
            }
            try {
                byte[] type = bytes(name);
                byte[] made = ExitCalls.refuse(type).orElse(type);
                return defineClass(name, made, 0, made.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
