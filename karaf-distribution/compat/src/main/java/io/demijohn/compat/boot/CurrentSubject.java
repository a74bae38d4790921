package io.demijohn.compat.boot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The subject of the running thread, with the meaning it had before JDK 24: a thread inherits the
 * subject of the thread that created it. Karaf's shell depends on that, for it runs commands in
 * threads of a pool that the session's thread created.
 */
public final class CurrentSubject {
    private static final InheritableThreadLocal<@Nullable Subject> INHERITED =
            new InheritableThreadLocal<>();
    private static final MethodHandle CURRENT =
            subjectMethod("current", MethodType.methodType(Subject.class));
    private static final MethodHandle CALL_AS =
            subjectMethod(
                    "callAs", MethodType.methodType(Object.class, Subject.class, Callable.class));

    private CurrentSubject() {}

    /** What {@code Subject.getSubject} answers. */
    public static @Nullable Subject get() {
        Subject current;
        try {
            current = (Subject) CURRENT.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return current != null ? current : INHERITED.get();
    }

    /** What {@code Subject.doAs} does. */
    public static @Nullable Object doAs(@Nullable Subject subject, PrivilegedAction<?> action) {
        try {
            return callAs(subject, action::run);
        } catch (CompletionException e) {
            throw unexpected(causeOf(e));
        }
    }

    /** What {@code Subject.doAs} does with an action that may fail. */
    public static @Nullable Object doAs(
            @Nullable Subject subject, PrivilegedExceptionAction<?> action)
            throws PrivilegedActionException {
        try {
            return callAs(subject, action::run);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause && !(cause instanceof RuntimeException)) {
                throw new PrivilegedActionException(cause);
            }
            throw unexpected(causeOf(e));
        }
    }

    private static @Nullable Object callAs(@Nullable Subject subject, Callable<?> action) {
        Subject before = INHERITED.get();
        INHERITED.set(subject);
        try {
            return (Object) CALL_AS.invokeExact(subject, action);
        } catch (CompletionException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            INHERITED.set(before);
        }
    }

    private static Throwable causeOf(CompletionException e) {
        Throwable cause = e.getCause();
        return cause != null ? cause : e;
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new CompletionException(e);
    }

    /** Both methods are public since JDK 18; this class is compiled for 17 and runs on 24+. */
    private static MethodHandle subjectMethod(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findStatic(Subject.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The compatibility agent needs JDK 18 or later", e);
        }
    }
}
