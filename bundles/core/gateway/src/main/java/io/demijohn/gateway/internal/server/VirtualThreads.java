package io.demijohn.gateway.internal.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Virtual threads where the JVM has them; the code is compiled for one that has not. */
final class VirtualThreads {

    private VirtualThreads() {}

    static @Nullable ExecutorService executor() {
        try {
            return (ExecutorService)
                    MethodHandles.publicLookup()
                            .findStatic(
                                    Executors.class,
                                    "newVirtualThreadPerTaskExecutor",
                                    MethodType.methodType(ExecutorService.class))
                            .invoke();
        } catch (NoSuchMethodException notThere) {
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads do not start", e);
        }
    }
}
