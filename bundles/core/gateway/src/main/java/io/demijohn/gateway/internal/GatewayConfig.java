package io.demijohn.gateway.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.demijohn.gateway.cfg}. Changes are applied at once: the gateway binds anew. */
@ObjectClassDefinition(name = "Demijohn gateway", description = "Where and how HTTP is served")
public @interface GatewayConfig {

    /** The address to bind. */
    @AttributeDefinition(description = "Address to bind; 0.0.0.0 for all, behind a TLS proxy only")
    String host() default "127.0.0.1";

    /** The port. */
    @AttributeDefinition(
            description = "Port, 0 to 65535; the system property demijohn.http.port wins")
    int port() default 8140;

    /** Names. */
    @AttributeDefinition(
            description =
                    "Host names that requests may be made for, beside localhost and addresses")
    String[] allowed_hosts() default {};

    /** Origins. */
    @AttributeDefinition(
            description = "Web origins whose pages may call, such as https://app.example.org")
    String[] cors_allowed_origins() default {};

    /** The address for callers. */
    @AttributeDefinition(description = "The address that callers use, when a proxy is in front")
    String public_url() default "";

    /** HTTP/2. */
    @AttributeDefinition(description = "Speak HTTP/2 without TLS too")
    boolean http2() default false;

    /** Seconds. */
    @AttributeDefinition(description = "Seconds after which a silent connection is closed")
    int idle_timeout() default 30;

    /** Seconds. */
    @AttributeDefinition(description = "Seconds within which a request's head must be complete")
    int header_timeout() default 20;

    /** Seconds. */
    @AttributeDefinition(description = "Seconds within which a request's body must be complete")
    int request_timeout() default 60;

    /** Seconds. */
    @AttributeDefinition(description = "Seconds within which a reader must take what is written")
    int write_timeout() default 30;

    /** Seconds. */
    @AttributeDefinition(description = "Seconds between heartbeats of a silent stream")
    int heartbeat() default 5;

    /** Bytes. */
    @AttributeDefinition(description = "Bytes of a request's first line and headers")
    int max_header_bytes() default 16384;

    /** Bytes. */
    @AttributeDefinition(description = "Bytes of a request's body")
    long max_body_bytes() default 4194304;

    /** Connections. */
    @AttributeDefinition(description = "Connections at the same time; more are answered 503")
    int max_connections() default 10000;

    /** Bytes a second. */
    @AttributeDefinition(description = "Bytes a second with which a body must come in")
    int min_data_rate() default 1024;

    /** Metrics. */
    @AttributeDefinition(description = "Serve /metrics without a key")
    boolean metrics_open() default false;

    /** Log. */
    @AttributeDefinition(description = "Log every request at level INFO")
    boolean request_log() default false;
}
