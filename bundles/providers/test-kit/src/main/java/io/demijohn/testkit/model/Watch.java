package io.demijohn.testkit.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;

/** Measures what a contract bounds. */
final class Watch {

    /** A second is promised; a busy build machine gets two more. Whatever hangs takes longer. */
    static final Duration PROMPTLY = Duration.ofSeconds(3);

    private Watch() {}

    /** Runs an action and fails when it took longer. */
    static void within(Duration limit, String what, Runnable action) {
        long start = System.nanoTime();
        action.run();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(
                took.compareTo(limit) <= 0,
                () -> what + " took " + took.toMillis() + " ms; allowed are " + limit.toMillis());
    }

    /** A hundred calls are open: hardly a thread may be inside the plugin for them. */
    static void fewThreadsInside(Object plugin, Class<?> test) {
        long held = threadsInside(plugin.getClass().getPackageName(), test);
        assertTrue(held <= 16, () -> held + " threads wait inside the model for 100 open calls");
    }

    /** How many threads are now inside code of this package, those of the test itself apart. */
    private static long threadsInside(String packageName, Class<?> test) {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> has(stack, packageName + ".") && !has(stack, test.getName()))
                .count();
    }

    private static boolean has(StackTraceElement[] stack, String prefix) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith(prefix));
    }
}
