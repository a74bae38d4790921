package io.demijohn.gateway.internal.server;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How the gateway listens, checked.
 *
 * @param host the address to bind
 * @param port 0 lets the system choose
 * @param allowedHosts host names that requests may be made for, beside addresses and localhost
 * @param corsOrigins web origins whose pages may call
 * @param publicUrl the address that callers use; empty when it is the bound one
 * @param http2 whether HTTP/2 without TLS is spoken too
 * @param idleTimeout a silent connection is closed after this
 * @param headerTimeout a request's head must be complete after this
 * @param requestTimeout a request's body must be complete after this
 * @param writeTimeout a reader must take one write (at most 64 KiB, or one event) within this
 * @param heartbeat the rhythm of streams that have nothing to say
 * @param maxHeaderBytes of the request line and all headers
 * @param maxBodyBytes of a body
 * @param maxConnections at the same time
 * @param minDataRate bytes a second that a body must come in with
 * @param metricsOpen whether {@code /metrics} needs no key
 * @param requestLog whether every request is logged
 */
public record Settings(
        String host,
        int port,
        Set<String> allowedHosts,
        List<String> corsOrigins,
        String publicUrl,
        boolean http2,
        Duration idleTimeout,
        Duration headerTimeout,
        Duration requestTimeout,
        Duration writeTimeout,
        Duration heartbeat,
        int maxHeaderBytes,
        long maxBodyBytes,
        int maxConnections,
        int minDataRate,
        boolean metricsOpen,
        boolean requestLog) {

    /** Copies. */
    public Settings {
        allowedHosts = Set.copyOf(allowedHosts);
        corsOrigins = List.copyOf(corsOrigins);
    }
}
