package io.demijohn.shell.internal;

import java.util.List;
import java.util.function.Function;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes one word from a list of names. */
public final class Names {

    private Names() {}

    /**
     * Adds what fits the word at the cursor; nothing while the service that knows the names is
     * away.
     */
    public static <T> int complete(
            Session session,
            CommandLine line,
            List<String> candidates,
            @Nullable T service,
            Function<T, List<String>> names) {
        List<String> known = service == null ? List.of() : names.apply(service);
        return new StringsCompleter(known).complete(session, line, candidates);
    }
}
