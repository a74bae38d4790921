package io.demijohn.shell.internal.llm;

import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.shell.internal.Names;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes names of models and routes. */
@Service
@NullUnmarked
public final class ModelNames implements Completer {

    @Reference(optional = true)
    private ModelRouter router;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, router, ModelNames::names);
    }

    private static List<String> names(ModelRouter router) {
        return router.models().stream().map(ModelInfo::name).toList();
    }
}
