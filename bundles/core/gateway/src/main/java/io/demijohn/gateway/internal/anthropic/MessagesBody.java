package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.Original;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the body of {@code /v1/messages}. What only Anthropic's own models know is collected; what
 * is neither known nor collected changes no answer, and is left out.
 */
final class MessagesBody {

    /** Fields that change the answer, and that only a provider of this dialect can honour. */
    private static final List<String> THEIRS =
            List.of("top_k", "mcp_servers", "container", "context_management");

    private static final int MOST_STOPS = 4;

    private final Fields body;
    private final String text;
    private final Unsaid unsaid = new Unsaid();

    private MessagesBody(Fields body, String text) {
        this.body = body;
        this.text = text;
    }

    static ChatRequest read(Fields body, String text) {
        int maxTokens =
                body.optionalInt("max_tokens", 1, Integer.MAX_VALUE)
                        .orElseThrow(() -> new FieldProblem("max_tokens", "is missing"));
        return new MessagesBody(body, text).request(Optional.of(maxTokens));
    }

    /** For counting, where no answer is asked for. */
    static ChatRequest readQuestion(Fields body, String text) {
        return new MessagesBody(body, text).request(Optional.empty());
    }

    private ChatRequest request(Optional<Integer> maxTokens) {
        refuseThreads();
        String model = body.string("model");
        List<Message> messages = new ArrayList<>();
        Blocks blocks = new Blocks(unsaid);
        String system = blocks.system(body);
        if (!system.isEmpty()) {
            messages.add(Message.text("system", Role.SYSTEM, system));
        }
        new Turns(blocks).read(body, messages);
        Tools tools = Tools.read(body, unsaid);
        theirs();
        Sampling sampling = sampling(maxTokens, tools.choice());
        return new ChatRequest(model, messages, tools.specs(), sampling)
                .withOriginal(new Original(Original.ANTHROPIC, text, unsaid.paths()));
    }

    /** A provider that keeps a conversation could not be replaced by another one. */
    private void refuseThreads() {
        if (body.has("thread")) {
            throw Problem.of(400, "thread is not supported: send all messages each time")
                    .withField("thread")
                    .withCode(Dialect.NO_THREADS);
        }
    }

    private void theirs() {
        body.optionalObject("metadata"); // says who asks, and changes nothing
        THEIRS.stream()
                .filter(name -> body.has(name) && !List.of().equals(body.value(name)))
                .forEach(name -> unsaid.add(name, name));
        body.optionalObject("thinking")
                .filter(thinking -> !thinking.string("type").equals("disabled"))
                .ifPresent(thinking -> unsaid.add("thinking", "thinking"));
        body.optionalObject("output_config")
                .filter(config -> config.has("effort"))
                .ifPresent(config -> unsaid.add("output_config.effort", "effort"));
    }

    private Sampling sampling(Optional<Integer> maxTokens, Optional<String> choice) {
        return new Sampling(
                share("temperature"),
                share("top_p"),
                maxTokens,
                Optional.empty(),
                stops(),
                choice,
                format());
    }

    private Optional<Double> share(String name) {
        Optional<Double> value = body.optionalDouble(name);
        if (value.isPresent() && !(value.get() >= 0 && value.get() <= 1)) {
            throw new FieldProblem(name, "must be from 0 to 1");
        }
        return value;
    }

    private List<String> stops() {
        List<String> stops = body.texts("stop_sequences");
        if (stops.size() > MOST_STOPS) {
            throw new FieldProblem("stop_sequences", "must have at most " + MOST_STOPS + " texts");
        }
        return stops;
    }

    /** In OpenAI's words, which is how the rest of the platform says it. */
    private Optional<String> format() {
        Optional<Fields> format =
                body.optionalObject("output_config")
                        .flatMap(config -> config.optionalObject("format"))
                        .or(() -> body.optionalObject("output_format"));
        return format.map(MessagesBody::schema);
    }

    private static String schema(Fields format) {
        if (!format.string("type").equals("json_schema")) {
            throw new FieldProblem(format.path("type"), "must be json_schema");
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("name", "answer");
        schema.put("strict", true);
        schema.put("schema", Fields.of(format.path("schema"), format.value("schema")).all());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("type", "json_schema");
        out.put("json_schema", schema);
        return Json.text(out);
    }
}
