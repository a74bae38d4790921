package io.demijohn.outbound.internal.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses in CIDR notation.
 *
 * @param network the leading bits
 * @param length how many they are
 * @param bytes 4 or 16
 */
public record AddressBlock(BigInteger network, int length, int bytes) {

    /**
     * Reads a block.
     *
     * @param text such as {@code 10.0.0.0/8}; without a length it is one address
     * @return the block
     * @throws IllegalArgumentException when it is none
     */
    public static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw wrong(text);
        }
        try {
            // A literal, so nothing is looked up.
            byte[] address = InetAddress.getByName(host).getAddress();
            int bits = address.length * 8;
            int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (length < 0 || length > bits) {
                throw wrong(text);
            }
            return new AddressBlock(prefix(address, length), length, address.length);
        } catch (UnknownHostException | NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                text + " is not a block such as 10.0.0.0/8 or fd00::/8");
    }

    /**
     * Whether an address is inside.
     *
     * @param address of either family
     * @return false for one of the other family
     */
    public boolean contains(InetAddress address) {
        byte[] all = address.getAddress();
        return all.length == bytes && prefix(all, length).equals(network);
    }

    private static BigInteger prefix(byte[] address, int length) {
        return new BigInteger(1, address).shiftRight(address.length * 8 - length);
    }
}
