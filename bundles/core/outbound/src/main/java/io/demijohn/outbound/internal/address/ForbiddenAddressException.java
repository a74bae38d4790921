package io.demijohn.outbound.internal.address;

/** A name that leads to an address that is not allowed. */
public final class ForbiddenAddressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // The address is not told: what an inner name resolves to is nobody's business.
    ForbiddenAddressException(String host, String setting) {
        super(host + " is not a public address; " + setting + " would allow it");
    }
}
