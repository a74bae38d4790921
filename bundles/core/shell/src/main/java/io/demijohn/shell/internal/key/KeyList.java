package io.demijohn.shell.internal.key;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.KeyService;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists API keys. */
@Service
@Command(
        scope = "key",
        name = "list",
        description = "List API keys, without their secrets",
        detailedDescription = "Example:\n  key:list\n  key:list --tenant acme")
@NullUnmarked
public final class KeyList extends io.demijohn.shell.internal.Command {

    private static final String EVERYBODY = "*";

    @Reference(optional = true)
    private KeyService keys;

    /** Shows all tenants unless one is named. */
    public KeyList() {
        tenant = EVERYBODY;
    }

    @Override
    protected void run(Output out) {
        Optional<String> whose = Optional.of(tenant).filter(name -> !name.equals(EVERYBODY));
        out.list(
                List.of("id", "tenant", "team", "role", "name", "models", "expires", "overlap"),
                there(keys).list(whose).stream().map(KeyView::of).toList(),
                "no keys");
    }
}
