package io.demijohn.shell.internal.key;

import io.demijohn.shell.internal.Names;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyService;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes ids of keys. */
@Service
@NullUnmarked
public final class KeyIds implements Completer {

    @Reference(optional = true)
    private KeyService keys;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, keys, KeyIds::all);
    }

    private static List<String> all(KeyService keys) {
        return keys.list(Optional.empty()).stream().map(ApiKey::id).toList();
    }
}
