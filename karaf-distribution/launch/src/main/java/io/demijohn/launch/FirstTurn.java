package io.demijohn.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Stream;

/** Defines an agent, opens a thread, runs one streamed turn that needs a tool, and shows it. */
final class FirstTurn {
    static final String AGENT = "quickstart";
    private static final String QUESTION = "What is (17 + 4) * 2? Use the calculator.";

    private final Api api;
    private final PrintStream out;

    FirstTurn(Api api, PrintStream out) {
        this.api = api;
        this.out = out;
    }

    /** Throws when the turn fails, has no answer or used no tool. */
    void run() throws IOException, InterruptedException {
        JsonNode agent = api.define("/admin/agents", AGENT, agentDefinition());
        out.println("  agent   " + AGENT + " version " + agent.path("version").asText());
        String thread = api.post("/threads", object()).path("thread_id").asText();
        out.println("  thread  " + thread);
        out.println("  you     " + QUESTION);
        long start = System.nanoTime();
        Transcript transcript = new Transcript(out);
        try (Stream<String> lines =
                api.lines("/threads/" + thread + "/runs/stream", runRequest())) {
            lines.forEach(new SseReader(transcript::event)::line);
        }
        transcript.finish(Duration.ofNanos(System.nanoTime() - start));
    }

    private static ObjectNode agentDefinition() {
        ObjectNode agent = object();
        agent.put("name", AGENT);
        agent.putArray("model").add("simulated");
        agent.put("instructions", "Answer in one sentence. Use a tool when it helps.");
        agent.putArray("tools").add("calculator").add("time");
        return agent;
    }

    private static ObjectNode runRequest() {
        ObjectNode run = object();
        run.put("assistant_id", AGENT);
        run.putObject("input")
                .putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", QUESTION);
        run.putArray("stream_mode").add("messages-tuple").add("updates");
        return run;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
