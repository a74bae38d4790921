package io.demijohn.shell.internal;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.NoticeState;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Run;
import io.demijohn.model.Message;
import io.demijohn.model.ModelInfo;
import io.demijohn.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The api's values as maps of JSON values, with the names that the HTTP API uses. */
public final class Views {

    private Views() {}

    public static Map<String, Object> agent(AgentVersion agent) {
        var spec = agent.spec();
        var view = new LinkedHashMap<String, Object>();
        view.put("name", spec.name());
        view.put("version", agent.version());
        view.put("description", spec.description());
        view.put("model", spec.models());
        view.put("instructions", spec.instructions());
        view.put("tools", spec.tools());
        spec.sampling().temperature().ifPresent(t -> view.put("temperature", t));
        spec.sampling().maxTokens().ifPresent(t -> view.put("max_tokens", t));
        view.put("max_steps", spec.limits().maxSteps());
        view.put("max_depth", spec.limits().maxDepth());
        view.put("timeout_seconds", spec.limits().timeout().toSeconds());
        view.put("overridable", List.copyOf(new TreeSet<>(spec.overridable())));
        view.put("built_in", agent.builtIn());
        view.put("created_at", agent.createdAt().toString());
        return view;
    }

    public static Map<String, Object> thread(AgentThread thread) {
        var view = new LinkedHashMap<String, Object>();
        view.put("thread_id", thread.id());
        view.put("status", lower(thread.status()));
        view.put("graph_id", thread.metadata().get("graph_id"));
        view.put("created_at", thread.createdAt().toString());
        view.put("updated_at", thread.updatedAt().toString());
        view.put("metadata", thread.metadata());
        return view;
    }

    public static Map<String, Object> run(Run run) {
        var view = new LinkedHashMap<String, Object>();
        view.put("run_id", run.id());
        view.put("thread_id", run.threadId());
        view.put("agent", run.agent());
        view.put("version", run.agentVersion());
        view.put("status", lower(run.status()));
        run.waitingFor().ifPresent(what -> view.put("waiting_for", what));
        view.put("error", run.error().map(e -> e.error() + ": " + e.message()).orElse(null));
        view.put("created_at", run.createdAt().toString());
        view.put("updated_at", run.updatedAt().toString());
        return view;
    }

    public static Map<String, Object> question(CallInQuestion question) {
        var view = new LinkedHashMap<String, Object>();
        view.put("thread_id", question.threadId());
        view.put("run_id", question.runId());
        view.put("tool_call_id", question.callId());
        view.put("interrupt_id", question.questionId());
        view.put("tool", question.tool());
        view.put("arguments", question.arguments());
        view.put("since", question.since().toString());
        view.put("outcome", question.resolution().map(said -> lower(said.outcome())).orElse(null));
        view.put("by", question.resolution().map(Resolution::by).orElse(null));
        return view;
    }

    public static Map<String, Object> notice(NoticeState notice) {
        var view = new LinkedHashMap<String, Object>();
        view.put("url", notice.url().toString());
        view.put("status", lower(notice.status()));
        view.put("attempts", notice.attempts());
        view.put("at", notice.at().map(Object::toString).orElse(null));
        view.put("reason", notice.reason().orElse(null));
        return view;
    }

    public static Map<String, Object> state(Checkpoint state) {
        var view = new LinkedHashMap<String, Object>();
        view.put("checkpoint_id", state.checkpointId());
        view.put("next", state.next());
        view.put("messages", state.values().messages().stream().map(Views::message).toList());
        return view;
    }

    public static Map<String, Object> message(Message message) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", message.id());
        view.put("role", lower(message.role()));
        message.name().ifPresent(name -> view.put("name", name));
        view.put("text", message.text());
        if (!message.toolCalls().isEmpty()) {
            view.put(
                    "tool_calls",
                    message.toolCalls().stream()
                            .map(call -> call.name() + "(" + call.arguments() + ")")
                            .toList());
        }
        return view;
    }

    public static Map<String, Object> model(ModelInfo model, String kind) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", model.name());
        view.put("kind", kind);
        view.put("provider", model.provider());
        view.put("metadata", model.metadata());
        return view;
    }

    public static Map<String, Object> tool(ToolSpec tool) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", tool.name());
        view.put("side_effect", lower(tool.sideEffect()));
        view.put("time_limit_ms", tool.timeLimit().toMillis());
        view.put("description", tool.description());
        view.put("parameters", tool.parameters());
        return view;
    }

    public static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
