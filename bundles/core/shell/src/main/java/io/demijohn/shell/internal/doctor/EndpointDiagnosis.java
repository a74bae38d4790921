package io.demijohn.shell.internal.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A provider's address that does not answer. Only connects; nothing is asked. */
public final class EndpointDiagnosis implements Diagnosis {

    private static final int TIMEOUT_MILLIS = 2_000;

    private final Configurations configurations;

    public EndpointDiagnosis(Configurations configurations) {
        this.configurations = configurations;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (Configurations.Entry entry : configurations.all()) {
            String url = entry.values().get("base.url");
            if (url != null) {
                probe(entry, url, findings);
            }
        }
        return findings;
    }

    private static void probe(Configurations.Entry entry, String url, List<Finding> findings) {
        try (Socket socket = new Socket()) {
            socket.connect(address(url), TIMEOUT_MILLIS);
        } catch (IOException | IllegalArgumentException e) {
            findings.add(
                    new Finding(
                            entry.file(),
                            shown(url) + " cannot be reached: " + reason(e),
                            "check base.url, the network, and that the provider is up"));
        }
    }

    private static InetSocketAddress address(String url) {
        URI uri = URI.create(url);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("it has no host");
        }
        int usual = "http".equals(uri.getScheme()) ? 80 : 443;
        return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort());
    }

    /** The host alone: a name, a password or a key may stand in the rest. */
    static String shown(String url) {
        try {
            InetSocketAddress address = address(url);
            return address.getHostString() + ":" + address.getPort();
        } catch (IllegalArgumentException e) {
            return "base.url";
        }
    }

    private static String reason(Exception e) {
        if (e instanceof IllegalArgumentException) {
            return "it is not an address";
        }
        return e instanceof java.net.UnknownHostException
                ? "unknown host"
                : String.valueOf(e.getMessage());
    }
}
