package io.demijohn.gateway.internal.http;

/** Who may use a route. */
public enum Access {
    /** Anybody. */
    OPEN,
    /** Whoever has a key. */
    KEY,
    /** Whoever has an administrator's key. */
    ADMIN,
    /** Whoever has a key, or anybody when the configuration says so. */
    METRICS
}
