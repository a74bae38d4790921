package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Problem;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses requests made for a name that is not ours. A web page whose own name was made to resolve
 * to this machine (DNS rebinding) is of the same origin as the gateway for its browser, so neither
 * CORS nor the loopback address keeps it out; the name in the request does. Addresses cannot be
 * rebound and are always fine.
 */
final class HostGuard {

    private static final Pattern ADDRESS =
            Pattern.compile(
                    "\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.%]+]|[0-9a-fA-F:]*::?[0-9a-fA-F:.]*");

    private final Set<String> names = new HashSet<>();

    HostGuard(Settings settings) {
        settings.allowedHosts().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.add(settings.host().toLowerCase(Locale.ROOT));
        if (!settings.publicUrl().isEmpty()) {
            String host = String.valueOf(URI.create(settings.publicUrl()).getHost());
            names.add(host.toLowerCase(Locale.ROOT));
        }
    }

    void check(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        boolean known =
                name.equals("localhost")
                        || name.endsWith(".localhost")
                        || names.contains(name)
                        || names.contains("*")
                        || ADDRESS.matcher(name).matches();
        if (!known) {
            throw Problem.of(
                    421, "The request is for a host that is not allowed: add it to allowed.hosts");
        }
    }
}
