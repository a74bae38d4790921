package io.demijohn.itests.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** A person at a terminal: types keys and reads the screen, over a real SSH session with a PTY. */
final class Terminal implements AutoCloseable {

    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";
    private static final Pattern ESCAPES =
            Pattern.compile("\u001b(\\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|[=>])|[\u0007\r]");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final Screen screen = new Screen();
    private final ClientSession session;
    private final ChannelShell channel;
    private final OutputStream keyboard;

    Terminal(Platform platform) {
        this(platform, "admin", platform.adminPassword());
    }

    Terminal(Platform platform, String user, String password) {
        try {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            session =
                    client.connect(user, "127.0.0.1", platform.sshPort())
                            .verify(PATIENCE)
                            .getSession();
            session.addPasswordIdentity(password);
            session.auth().verify(PATIENCE);
            channel = session.createShellChannel();
            channel.setPtyType("xterm");
            channel.setPtyColumns(200);
            channel.setPtyLines(60);
            channel.setOut(screen);
            channel.setErr(screen);
            channel.open().verify(PATIENCE);
            keyboard = channel.getInvertedIn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        expect("> ");
    }

    /** Types keys; nothing is added. */
    Terminal type(String keys) {
        try {
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types a line and reads what is printed until the next prompt. */
    String run(String line) {
        type(line + "\r");
        return expect("@\\S*\\(\\)> $");
    }

    /** Waits for text on the screen, and returns all that came since the last wait. */
    String expect(String regex) {
        return screen.await(Pattern.compile(regex));
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        client.stop();
    }

    /** What has been printed and not yet been read. */
    private static final class Screen extends OutputStream {

        private final StringBuilder unread = new StringBuilder();

        @Override
        public synchronized void write(int b) {
            unread.append((char) b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                unread.append((char) (bytes[i] & 0xff));
            }
            notifyAll();
        }

        synchronized String await(Pattern pattern) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                String text = plain();
                Matcher matcher = pattern.matcher(text);
                if (matcher.find()) {
                    unread.setLength(0);
                    return text;
                }
                waitForMore(end, pattern, text);
            }
        }

        private void waitForMore(long end, Pattern pattern, String text) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("no " + pattern + " on the screen:\n" + text);
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private String plain() {
            byte[] bytes = unread.toString().getBytes(StandardCharsets.ISO_8859_1);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return ESCAPES.matcher(text).replaceAll("");
        }
    }
}
