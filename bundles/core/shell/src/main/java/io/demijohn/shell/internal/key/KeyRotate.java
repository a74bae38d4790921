package io.demijohn.shell.internal.key;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyService;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Gives an API key a new secret. */
@Service
@Command(
        scope = "key",
        name = "rotate",
        description = "Give an API key a new secret; the old one is taken for a while longer",
        detailedDescription = "Example:\n  key:rotate --overlap 24h site")
@NullUnmarked
public final class KeyRotate extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private KeyService keys;

    @Argument(name = "id", description = "The key's id", required = true)
    @Completion(KeyIds.class)
    private String id;

    @Option(
            name = "--overlap",
            description = "How long the old secret is taken, such as 24h; 0 ends it at once")
    private String overlap = "24h";

    @Override
    protected void run(Output out) {
        ApiKey key = found(there(keys), id);
        IssuedKey rotated = keys.rotate(key.tenant(), id, Span.read("--overlap", overlap));
        KeyCreate.show(out, rotated, "key " + id + " has a new secret");
    }

    /** Ids are unique over all tenants, so an operator need not name the tenant. */
    static ApiKey found(KeyService keys, String id) {
        return keys.find(id).orElseThrow(() -> unknown("key", id, "key:list"));
    }
}
