package io.demijohn.shell.internal.llm;

import io.demijohn.model.ModelRouter;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists models, embedding models and routes. */
@Service
@Command(
        scope = "llm",
        name = "list",
        description = "List models, embedding models and routes",
        detailedDescription = "Example:\n  llm:list --json")
@NullUnmarked
public final class LlmList extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ModelRouter router;

    @Override
    protected void run(Output out) {
        ModelRouter all = there(router);
        out.list(
                List.of("name", "kind", "provider", "metadata"),
                Stream.concat(
                                all.models().stream().map(model -> Views.model(model, "chat")),
                                all.embedders().stream()
                                        .map(model -> Views.model(model, "embedding")))
                        .toList(),
                "no models; install a provider feature, or drop a provider's .cfg into etc/");
    }
}
