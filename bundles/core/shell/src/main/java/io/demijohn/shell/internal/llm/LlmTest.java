package io.demijohn.shell.internal.llm;

import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.Message;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.shell.internal.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Asks a model one question. */
@Service
@Command(
        scope = "llm",
        name = "test",
        description = "Ask a model one question, and say how long it took",
        detailedDescription = "Example:\n  llm:test --prompt 'Say hello.' simulated")
@NullUnmarked
public final class LlmTest extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ModelRouter router;

    @Argument(name = "model", description = "A model or route", required = true)
    @Completion(ModelNames.class)
    private String model;

    @Option(name = "--prompt", description = "What to ask; the default is 'Say hello.'")
    private String prompt = "Say hello.";

    @Override
    protected void run(Output out) throws Exception {
        var question = Message.text("test", Role.USER, prompt);
        var request = new ChatRequest(model, List.of(question), List.of(), Sampling.DEFAULT);
        var cancellation = new CancellationSource();
        var answer = new Answer();
        there(router).chat(List.of(), request, context(cancellation), answer);
        try {
            out.item(view(await(answer.result()), answer));
        } finally {
            cancellation.cancel();
        }
    }

    private static Map<String, Object> view(ChatResult result, Answer answer) {
        var view = new LinkedHashMap<String, Object>();
        view.put("model", result.model());
        view.put("answer", result.message().text());
        view.put("first_piece_ms", answer.firstPieceMillis());
        view.put("total_ms", answer.totalMillis());
        result.usage()
                .ifPresent(
                        usage -> {
                            view.put("input_tokens", usage.inputTokens());
                            view.put("output_tokens", usage.outputTokens());
                        });
        view.put("metadata", result.metadata());
        return view;
    }
}
