package io.demijohn.gateway.internal.agents;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events as bytes. */
public final class Sse {

    /**
     * A comment. One newline and no blank line: a blank line would end an event, and readers that
     * remember an id would then report an empty one.
     */
    private static final byte[] HEARTBEAT = ": heartbeat\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] END = {'\n', '\n'};

    private Sse() {}

    /**
     * What to send while there is nothing to say.
     *
     * @return a comment line
     */
    public static byte[] heartbeat() {
        return HEARTBEAT.clone();
    }

    static byte[] frame(String event, String id, byte[] data) {
        byte[] head =
                ("event: " + event + "\nid: " + id + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        return joined(head, data);
    }

    /**
     * An event with a name, and without an id.
     *
     * @param event its name
     * @param data one line
     * @return the event
     */
    public static byte[] event(String event, byte[] data) {
        return joined(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8), data);
    }

    /**
     * An event with nothing but data.
     *
     * @param data one line
     * @return the event
     */
    public static byte[] data(byte[] data) {
        return joined("data: ".getBytes(StandardCharsets.US_ASCII), data);
    }

    private static byte[] joined(byte[] head, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + data.length + 2);
        out.writeBytes(head);
        out.writeBytes(data);
        out.writeBytes(END);
        return out.toByteArray();
    }
}
