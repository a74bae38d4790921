package io.demijohn.itests.load;

import java.io.PrintStream;
import java.util.List;

/** {@code itests/load/load COMMAND [options]}. */
public final class Main {

    static final List<Command> COMMANDS =
            List.of(
                    new Overhead(),
                    new Profile(),
                    new InFlight(),
                    new Growth(),
                    new Fairness(),
                    new Overload(),
                    new Soak());

    private Main() {}

    /**
     * Runs one command.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) throws Exception {
        System.exit(run(arguments, System.out));
    }

    private static int run(String[] arguments, PrintStream out) throws Exception {
        if (arguments.length == 0 || arguments[0].equals("--help")) {
            out.println("usage: load COMMAND [--option value]...; load COMMAND --help\n");
            COMMANDS.forEach(c -> out.printf("  %-10s %s%n", c.name(), c.summary()));
            return 0;
        }
        Command command =
                COMMANDS.stream()
                        .filter(c -> c.name().equals(arguments[0]))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("no command " + arguments[0]));
        if (arguments.length > 1 && arguments[1].equals("--help")) {
            out.println(command.summary() + "\n\n" + command.options().help());
            return 0;
        }
        Options options = command.options().parse(arguments, 1);
        out.println("load " + command.name() + options.line() + "\n");
        List<String> faults = command.run(options, out);
        faults.forEach(fault -> out.println("FAULT " + fault));
        out.println(faults.isEmpty() ? "no faults" : faults.size() + " faults");
        return faults.isEmpty() ? 0 : 1;
    }
}
