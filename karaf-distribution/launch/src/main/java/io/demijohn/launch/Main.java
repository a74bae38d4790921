package io.demijohn.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Entry point: {@code credentials ETC}, {@code user ETC NAME ROLE} or {@code turn URL KEY_FILE}.
 */
@SuppressWarnings("SystemOut") // a command line program: this is where its words go
public final class Main {
    private static final int USAGE = 2;

    private Main() {}

    /** Exit status: 0 done, 1 failed and said why, 2 wrong arguments. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(args, out));
    }

    private static int run(String[] args, PrintStream out) {
        try {
            if (args.length == 2 && args[0].equals("credentials")) {
                new Credentials(Path.of(args[1])).create().ifPresent(out::println);
                return 0;
            }
            if (args.length == 4 && args[0].equals("user")) {
                out.println(new Users(Path.of(args[1])).add(args[2], args[3]));
                return 0;
            }
            if (args.length == 3 && args[0].equals("turn")) {
                new FirstTurn(new Api(args[1], Path.of(args[2])), out).run();
                return 0;
            }
            System.err.println(
                    "usage: launch credentials ETC | user ETC NAME ROLE | turn URL KEY_FILE");
            return USAGE;
        } catch (ConnectException e) {
            System.err.println("demijohn: nobody answers at " + args[1]);
            return 1;
        } catch (IOException | IllegalStateException e) {
            System.err.println("demijohn: " + (e.getMessage() == null ? e : e.getMessage()));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("demijohn: interrupted");
            return 1;
        }
    }
}
