package io.demijohn.outbound.internal.address;

import java.net.InetAddress;
import java.util.List;

/**
 * Where one may connect to.
 *
 * @param anywhere true when the operator has said so
 * @param allowed blocks beside the public internet
 * @param setting what would allow an address, for the message
 */
public record AddressPolicy(boolean anywhere, List<AddressBlock> allowed, String setting) {

    /** Copies. */
    public AddressPolicy {
        allowed = List.copyOf(allowed);
    }

    /**
     * Whether an address may be connected to.
     *
     * @param address a resolved one
     * @return true for public ones and for those that are allowed
     */
    public boolean allows(InetAddress address) {
        return anywhere
                || PublicAddresses.contains(address)
                || allowed.stream().anyMatch(block -> block.contains(address));
    }

    /**
     * Refuses what is not allowed.
     *
     * @param host the name, for the message
     * @param address what it resolves to
     */
    public void check(String host, InetAddress address) {
        if (!allows(address)) {
            throw new ForbiddenAddressException(host, setting);
        }
    }
}
