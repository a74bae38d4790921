package io.demijohn.shell.internal.key;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyService;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Removes an API key. */
@Service
@Command(
        scope = "key",
        name = "revoke",
        description = "Remove an API key: the next request with it is refused",
        detailedDescription = "Example:\n  key:revoke site")
@NullUnmarked
public final class KeyRevoke extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private KeyService keys;

    @Argument(name = "id", description = "The key's id", required = true)
    @Completion(KeyIds.class)
    private String id;

    @Override
    protected void run(Output out) {
        ApiKey key = KeyRotate.found(there(keys), id);
        keys.revoke(key.tenant(), id);
        out.done("key " + id + " has been revoked", Map.of("id", id, "revoked", true));
    }
}
