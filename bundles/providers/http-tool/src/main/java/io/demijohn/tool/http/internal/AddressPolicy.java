package io.demijohn.tool.http.internal;

import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import java.net.InetAddress;

/** Where a tool may connect to. */
enum AddressPolicy {
    /** Only to the public internet. */
    PUBLIC {
        @Override
        boolean allows(InetAddress address) {
            return PublicAddresses.contains(address);
        }
    },
    /** Anywhere: the operator has said so. */
    ANYWHERE {
        @Override
        boolean allows(InetAddress address) {
            return true;
        }
    };

    abstract boolean allows(InetAddress address);

    final void check(String host, InetAddress address) {
        if (!allows(address)) {
            // The address is not told: what an inner name resolves to is nobody's business.
            throw new ToolException(
                    Kind.FORBIDDEN,
                    host
                            + " is not a public address; allow.private.addresses = true in the"
                            + " tool's configuration would allow it");
        }
    }
}
