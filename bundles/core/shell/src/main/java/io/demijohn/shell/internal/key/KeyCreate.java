package io.demijohn.shell.internal.key;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.KeyService;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.NullCompleter;
import org.jspecify.annotations.NullUnmarked;

/** Makes an API key. */
@Service
@Command(
        scope = "key",
        name = "create",
        description = "Make an API key; its secret is shown once",
        detailedDescription =
                "Example:\n  key:create --tenant acme --team web --model 'gpt-*' --requests 600"
                        + " --expires 90d site")
@NullUnmarked
public final class KeyCreate extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private KeyService keys;

    @Argument(name = "id", description = "Names the key; one is made up without it")
    @Completion(NullCompleter.class)
    private String id;

    @Option(name = "--team", description = "The team of the tenant")
    private String team;

    @Option(name = "--name", description = "For people")
    private String name = "";

    @Option(name = "--admin", description = "The key may administer its tenant")
    private boolean admin;

    @Option(
            name = "--endpoint",
            description = "An endpoint that it may use, such as chat; all without it",
            multiValued = true)
    private List<String> endpoints;

    @Option(
            name = "--model",
            description = "A model that it may ask, or a prefix with *; all without it",
            multiValued = true)
    private List<String> models;

    @Option(name = "--requests", description = "Calls of models a minute")
    private Long requests;

    @Option(name = "--tokens", description = "Tokens a minute")
    private Long tokens;

    @Option(name = "--concurrent", description = "Calls of models at once")
    private Long concurrent;

    @Option(name = "--expires", description = "After this it is refused, such as 90d or 12h")
    private String expires;

    @Override
    protected void run(Output out) {
        IssuedKey issued =
                there(keys)
                        .create(
                                new KeyRequest(
                                        Optional.ofNullable(id),
                                        tenant,
                                        Optional.ofNullable(team),
                                        name,
                                        admin ? ApiKey.Role.ADMIN : ApiKey.Role.USER,
                                        endpoints == null
                                                ? new HashSet<>()
                                                : new HashSet<>(endpoints),
                                        models == null ? new HashSet<>() : new HashSet<>(models),
                                        new CallLimits(
                                                Optional.ofNullable(requests),
                                                Optional.ofNullable(tokens),
                                                Optional.ofNullable(concurrent)),
                                        Optional.ofNullable(expires)
                                                .map(text -> Span.read("--expires", text))
                                                .map(Instant.now()::plus)));
        show(out, issued, "key " + issued.key().id() + " has been made");
    }

    static void show(Output out, IssuedKey issued, String sentence) {
        Map<String, Object> view = KeyView.of(issued.key());
        view.put("secret", issued.secret().reveal());
        out.done(
                sentence + "; nobody can show its secret again:\n" + issued.secret().reveal(),
                view);
    }
}
