package io.demijohn.gateway.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A raw socket: what HTTP clients would not let a test send. */
public final class Wire implements AutoCloseable {

    private final Socket socket = new Socket();

    public Wire(int port) throws IOException {
        this(port, 64 * 1024);
    }

    public Wire(int port, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
    }

    public Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** All until the server closes; a reset counts as an end. */
    public String all() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            in().transferTo(out);
        } catch (SocketException reset) {
            out.writeBytes(new byte[0]);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Up to and with a text. */
    public String until(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int c = in().read();
            if (c < 0) {
                throw new IOException("ended before '" + end + "': " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    /** One answer with a Content-Length. */
    public String answer() throws IOException {
        String head = until("\r\n\r\n");
        String marker = "content-length: ";
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf(marker);
        if (at < 0) {
            return head;
        }
        int length =
                Integer.parseInt(
                        head.substring(at + marker.length(), head.indexOf('\r', at)).strip());
        return head + new String(in().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Closes with a reset, as a killed process does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
