package io.demijohn.outbound.internal.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves a name once, checks every address, and gives the client those very addresses to connect
 * to: a name that resolves to something else a moment later (DNS rebinding) gains nothing. One bad
 * address among good ones refuses the name.
 *
 * @param policy which addresses are good
 * @param lookup finds them
 * @param executor does it
 */
public record CheckedResolver(AddressPolicy policy, Lookup lookup, Executor executor)
        implements SocketAddressResolver {

    // 0177.0.0.1 is 127.0.0.1 for some and 177.0.0.1 for others; 127.1 and 0x7f000001 are no
    // better.
    private static final Pattern NUMBER = Pattern.compile("(?i)(?:.*\\.)?(?:\\d+|0x[0-9a-f]*)\\.?");
    private static final Pattern PLAIN =
            Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");

    /** Finds the addresses of a name. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * Finds all addresses.
         *
         * @param host a name or a literal
         * @return at least one
         * @throws UnknownHostException when there is none
         */
        InetAddress[] find(String host) throws UnknownHostException;
    }

    @Override
    public void resolve(
            String host,
            int port,
            Map<String, Object> context,
            Promise<List<InetSocketAddress>> promise) {
        executor.execute(
                () -> {
                    try {
                        promise.succeeded(checked(host, port));
                    } catch (UnknownHostException | RuntimeException e) {
                        promise.failed(e);
                    }
                });
    }

    private List<InetSocketAddress> checked(String host, int port) throws UnknownHostException {
        if (!policy.anywhere()
                && NUMBER.matcher(host).matches()
                && !PLAIN.matcher(host).matches()) {
            throw new ForbiddenAddressException(host, policy.setting());
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : lookup.find(host)) {
            policy.check(host, address);
            addresses.add(new InetSocketAddress(address, port));
        }
        return addresses;
    }
}
