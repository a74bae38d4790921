package io.demijohn.itests.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** A person at a terminal: types keys and reads the screen, over a real SSH session with a PTY. */
public final class Terminal implements AutoCloseable {

    public static final String CTRL_C = "\u0003";
    public static final String CTRL_D = "\u0004";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final Unread screen = new Unread();
    private final ClientSession session;
    private final ChannelShell channel;
    private final OutputStream keyboard;

    public Terminal(Platform platform) {
        this(platform, "admin", platform.adminPassword());
    }

    public Terminal(Platform platform, String user, String password) {
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
        prompt();
    }

    /** Types keys; nothing is added. */
    public Terminal type(String keys) {
        try {
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types a line and reads what is printed until the next prompt. */
    public String run(String line) {
        return type(line + "\r").prompt();
    }

    /** Reads until the shell waits for a line. */
    public String prompt() {
        return expect("\\w@demijohn\\(\\)> $");
    }

    /** Waits for text on the screen, and returns all that came since the last wait. */
    public String expect(String regex) {
        return screen.await(Pattern.compile(regex));
    }

    /** Whether the server answers this user over SFTP. */
    public boolean speaksSftp() {
        byte[] hello = {0, 0, 0, 5, 1, 0, 0, 0, 3};
        try (ClientChannel subsystem = session.createSubsystemChannel("sftp")) {
            subsystem.open().verify(PATIENCE);
            subsystem.getInvertedIn().write(hello);
            subsystem.getInvertedIn().flush();
            return speaks(subsystem);
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean speaks(ClientChannel channel) throws IOException {
        long end = System.nanoTime() + SILENCE.toNanos();
        while (channel.isOpen() && System.nanoTime() < end) {
            if (channel.getInvertedOut().available() > 0) {
                return true;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return false;
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        client.stop();
    }

    /** What has been printed and not yet been read. */
    private static final class Unread extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] some, int offset, int length) {
            bytes.write(some, offset, length);
            notifyAll();
        }

        synchronized String await(Pattern pattern) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                String text = Screen.of(bytes.toString(StandardCharsets.UTF_8));
                if (pattern.matcher(text).find()) {
                    bytes.reset();
                    return text;
                }
                waitForMore(end, pattern, text);
            }
        }

        @SuppressWarnings("WaitNotInLoop") // the caller loops
        private void waitForMore(long end, Pattern pattern, String text) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                bytes.reset();
                throw new AssertionError("no " + pattern + " on the screen:\n" + text);
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
