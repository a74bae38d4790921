package io.demijohn.outbound.internal.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public internet from all others: IANA's special-purpose registries for
 * IPv4 and IPv6 (RFC 6890 and what followed). IPv6 is an allow-list, because what IANA has not
 * given out cannot be public.
 */
public final class PublicAddresses {

    private static final List<AddressBlock> NOT_PUBLIC_4 =
            blocks(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    // Azure's host, which answers like the metadata service
                    "168.63.129.16/32",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3");

    private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");
    private static final List<AddressBlock> NOT_PUBLIC_6 =
            blocks(
                    // protocols, Teredo, benchmarks, ORCHID
                    "2001::/23",
                    "2001:db8::/32",
                    // 6to4 carries an IPv4 address
                    "2002::/16",
                    "2620:4f:8000::/48",
                    "3fff::/20");

    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");

    private PublicAddresses() {}

    /**
     * Whether an address is public.
     *
     * @param address of either family
     * @return false for what no page of the internet has
     */
    public static boolean contains(InetAddress address) {
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(address));
        }
        if (NAT64.contains(address)) {
            return contains(embedded(address));
        }
        return GLOBAL_UNICAST.contains(address)
                && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(address));
    }

    /** The IPv4 address in the last four bytes. */
    private static InetAddress embedded(InetAddress address) {
        return ofBytes(Arrays.copyOfRange(address.getAddress(), 12, 16));
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static List<AddressBlock> blocks(String... texts) {
        return Arrays.stream(texts).map(AddressBlock::of).toList();
    }
}
