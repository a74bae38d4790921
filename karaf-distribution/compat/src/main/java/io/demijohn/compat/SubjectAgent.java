package io.demijohn.compat;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Rewrites {@code Subject} and every copy of Karaf's {@code JaasHelper}; see {@link Rewrites}. */
public final class SubjectAgent implements ClassFileTransformer {
    private SubjectAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation)
            throws UnmodifiableClassException {
        instrumentation.addTransformer(new SubjectAgent(), true);
        instrumentation.retransformClasses(Subject.class);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        return className == null ? null : Rewrites.of(className, classFile);
    }
}
