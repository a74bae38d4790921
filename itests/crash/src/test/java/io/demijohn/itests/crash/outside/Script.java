package io.demijohn.itests.crash.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model says. The question is its script: {@code job=NAME plan=pay,put+look,...}; each
 * part is a round of tools, and after the last one it tells that all is done; {@code none} is no
 * round.
 *
 * @param job what the run is about
 * @param plan the rounds
 * @param round how often it has spoken since the question
 */
record Script(String job, List<String> plan, int round) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern QUESTION = Pattern.compile("job=(\\S+) plan=(\\S+)");

    static Script of(JsonNode messages) {
        Matcher found = null;
        int round = 0;
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            if (role.equals("user")) {
                found = QUESTION.matcher(message.path("content").asText());
                round = 0;
                if (!found.find()) {
                    throw new IllegalArgumentException("no job in " + message);
                }
            } else if (role.equals("assistant")) {
                round++;
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("no question in " + messages);
        }
        String plan = found.group(2);
        return new Script(
                found.group(1),
                plan.equals("none") ? List.of() : List.of(plan.split(",", -1)),
                round);
    }

    /** The answer as chunks of chat completions, with the mark of the end. */
    List<String> chunks() {
        boolean last = round >= plan.size();
        var chunks = new ArrayList<String>();
        String text =
                last ? "All " + round + " rounds are done for " + job + " now." : "Round " + round;
        for (String word : text.split(" ", -1)) {
            chunks.add(chunk(Map.of("content", word + " "), null));
        }
        if (!last) {
            int index = 0;
            for (String tool : plan.get(round).split("\\+", -1)) {
                chunks.add(chunk(Map.of("tool_calls", List.of(call(index++, tool))), null));
            }
        }
        chunks.add(chunk(Map.of(), last ? "stop" : "tool_calls"));
        chunks.add("[DONE]");
        return chunks;
    }

    private Map<String, Object> call(int index, String tool) {
        return Map.of(
                "index",
                index,
                "id",
                "call-" + round + "-" + index,
                "type",
                "function",
                "function",
                Map.of(
                        "name",
                        tool,
                        "arguments",
                        "{\"job\":\"" + job + "\",\"round\":" + round + "}"));
    }

    private static String chunk(Map<String, Object> delta, String finish) {
        var choice = new java.util.LinkedHashMap<String, Object>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("finish_reason", finish);
        return JSON.valueToTree(
                        Map.of(
                                "id", "answer",
                                "object", "chat.completion.chunk",
                                "model", "outside",
                                "choices", List.of(choice)))
                .toString();
    }
}
