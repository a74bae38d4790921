package io.demijohn.gateway.internal.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that is refused or failed, without regard to dialect. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Optional<String> field;
    private final transient Optional<String> code;
    private final transient Optional<Duration> retryAfter;

    private Problem(
            int status,
            String message,
            Optional<String> field,
            Optional<String> code,
            Optional<Duration> retryAfter,
            @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.status = status;
        this.field = field;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /**
     * A refusal.
     *
     * @param status the HTTP status
     * @param message one sentence for the caller that says how to do it right
     * @return the problem
     */
    public static Problem of(int status, String message) {
        return new Problem(
                status, message, Optional.empty(), Optional.empty(), Optional.empty(), null);
    }

    /**
     * The same with a word for programs.
     *
     * @param value such as {@code model_not_found}
     * @return a copy
     */
    public Problem withCode(String value) {
        return new Problem(status, text(), field, Optional.of(value), retryAfter, getCause());
    }

    /**
     * The same for a field of the body.
     *
     * @param path the field
     * @return a copy
     */
    public Problem withField(String path) {
        return new Problem(status, text(), Optional.of(path), code, retryAfter, getCause());
    }

    /**
     * The same with a time to wait.
     *
     * @param wait how long
     * @return a copy
     */
    public Problem after(Optional<Duration> wait) {
        return new Problem(status, text(), field, code, wait, getCause());
    }

    /**
     * The HTTP status.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }

    /**
     * The message.
     *
     * @return one sentence
     */
    public String text() {
        return String.valueOf(getMessage());
    }

    /**
     * Which field of the body is wrong.
     *
     * @return its path
     */
    public Optional<String> field() {
        return field;
    }

    /**
     * A word for programs.
     *
     * @return such as {@code model_not_found}
     */
    public Optional<String> code() {
        return code;
    }

    /**
     * How long to wait before the next try.
     *
     * @return empty for no hint
     */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
