package io.demijohn.shell.internal;

import java.util.Collection;
import java.util.List;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes one word from a list of names. */
public final class Names {

    private Names() {}

    public static int complete(
            Session session, CommandLine line, List<String> candidates, Collection<String> names) {
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
