package io.demijohn.runtime.internal.run;

import java.time.Duration;

/**
 * How hard notices are tried.
 *
 * @param attempts in one life of the process
 * @param age after which a notice is given up
 * @param perHost notices of one tenant on their way to one host at once
 */
public record NoticeBounds(int attempts, Duration age, int perHost) {}
