package io.demijohn.itests.crash;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads a stream of events, and can tell its end from its breaking off. */
final class EventReader implements Closeable {

    /**
     * One event.
     *
     * @param id its id
     * @param name its name
     * @param data its data
     */
    record Event(String id, String name, String data) {

        String hash() {
            try {
                byte[] sha =
                        MessageDigest.getInstance("SHA-256")
                                .digest(data.getBytes(StandardCharsets.UTF_8));
                return name + " " + HexFormat.of().formatHex(sha, 0, 12);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final BufferedReader lines;

    EventReader(InputStream in) {
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next event; null at the proper end. */
    @Nullable Event next() throws IOException {
        String id = "";
        String name = "message";
        var data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && data.length() > 0) {
                return new Event(id, name, data.toString());
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
