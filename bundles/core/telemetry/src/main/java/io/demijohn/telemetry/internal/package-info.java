/** The platform's meters: one OpenTelemetry for all bundles, and its Prometheus text. */
@NullMarked
package io.demijohn.telemetry.internal;

import org.jspecify.annotations.NullMarked;
