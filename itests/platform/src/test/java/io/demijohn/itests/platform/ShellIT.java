package io.demijohn.itests.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Platform;
import io.demijohn.itests.support.Terminal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command as a person tries it in a terminal. */
class ShellIT {

    private static Platform platform;
    private static Terminal terminal;
    private static String threadId;
    private static String runId;

    @BeforeAll
    static void start() throws Exception {
        platform = new Platform("shell").start();
        terminal = new Terminal(platform);
        JsonNode thread = platform.api().post("/threads", "{}");
        threadId = thread.get("thread_id").asText();
        String path = "/threads/" + threadId + "/runs";
        platform.api()
                .post(
                        path + "/wait",
                        "{\"assistant_id\":\"agent\",\"input\":{\"messages\":[{\"role\":\"user\","
                                + "\"content\":\"What is 6*7?\"}]}}");
        runId = platform.api().get(path).get(0).get("run_id").asText();
        // Long pauses between words, so that a person has the time to press Ctrl-C.
        Files.writeString(
                platform.etc().resolve("io.demijohn.provider.simulated-slow.cfg"),
                "name = slow\ntoken.latency = constant:400\n");
        terminal.run("agent:create --model slow --description 'speaks slowly' slow");
    }

    @AfterAll
    static void stop() {
        terminal.close();
        platform.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent:create",
                "agent:list",
                "agent:show",
                "agent:update",
                "agent:versions",
                "agent:delete",
                "agent:chat",
                "thread:list",
                "thread:show",
                "thread:fork",
                "run:list",
                "run:show",
                "run:cancel",
                "run:queue",
                "run:resolve",
                "llm:list",
                "llm:test",
                "breaker:list",
                "breaker:show",
                "breaker:force",
                "breaker:reset",
                "tool:list",
                "tool:call",
                "log:stats",
                "log:verify",
                "log:compact",
                "demijohn:info",
                "demijohn:doctor"
            })
    void helpHasAnExampleAndAWrongOptionIsNamed(String command) {
        String help = terminal.run(command + " --help");
        assertThat(help).contains("DESCRIPTION").contains("Example:").contains("--json");
        assertThat(terminal.run(command + " --nonsense x y")).contains("--nonsense");
        assertCompletes(command.substring(0, command.length() - 1), command);
    }

    @ParameterizedTest
    @CsvSource({
        "agent:list, name, agent",
        "agent:versions agent, version, 1",
        "thread:list, status, idle",
        "run:list, status, success",
        "llm:list, name, simulated",
        "breaker:list, model, simulated",
        "tool:list, name, calculator",
    })
    void listsAreTablesAndJson(String command, String key, String value) {
        assertThat(terminal.run(command)).contains(value).containsAnyOf("│", "|");
        JsonNode rows = json(command);
        assertThat(rows.isArray()).isTrue();
        var values = new ArrayList<String>();
        rows.forEach(row -> values.add(row.get(key).asText()));
        assertThat(values).contains(value);
    }

    @Test
    void oneThingIsShownAsFieldsAndAsJson() {
        assertThat(terminal.run("agent:show agent")).contains("Instructions");
        assertThat(json("agent:show agent").get("built_in").asBoolean()).isTrue();
        assertThat(terminal.run("thread:show " + threadId)).contains("calculator").contains("42");
        assertThat(json("thread:show " + threadId).get("messages")).hasSize(4);
        assertThat(json("run:show " + runId).get("status").asText()).isEqualTo("success");
        assertThat(json("run:cancel " + runId).get("status").asText()).isEqualTo("success");
        assertThat(terminal.run("run:list --parked")).contains("no calls in question");
        assertThat(terminal.run("run:list --waiting")).contains("no runs wait for a bundle");
        assertThat(terminal.run("run:queue")).contains("Active limit").contains("no open runs");
        assertThat(json("run:queue --tenant default").get("queued").asInt()).isZero();
        assertThat(json("demijohn:info").get("models").toString()).contains("simulated");
        assertThat(json("demijohn:doctor").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "agent:show nobody, no agent nobody; agent:list",
        "agent:show --version 9 agent, no version 9",
        "agent:update nobody, no agent nobody",
        "agent:delete nobody, nobody",
        "agent:delete agent, agent",
        "agent:versions nobody, nobody",
        "agent:chat --message x nobody, no agent nobody",
        "agent:create --model simulated Upper, name must match",
        "agent:create agent, agent",
        "thread:show 00000000-0000-4000-8000-000000000000, no thread 0000",
        "thread:fork 00000000-0000-4000-8000-000000000000, 0000",
        "run:show 00000000-0000-4000-8000-000000000000, no run 0000",
        "run:cancel 00000000-0000-4000-8000-000000000000, 0000",
        "run:resolve 00000000-0000-4000-8000-000000000000 retry, 0000",
        "run:resolve x maybe, must be done",
        "llm:test nobody, nobody",
        "breaker:show nobody, no breaker nobody; breaker:list",
        "breaker:force nobody open, no breaker nobody",
        "breaker:force nobody ajar, must be open or disabled",
        "breaker:reset nobody, no breaker nobody",
        "tool:call nobody, nobody",
        "tool:call calculator '{\"expressoin\":\"1\"}', express",
        "thread:list --limit 0, limit must be from 1 to 1000",
    })
    void whatIsUnknownOrWrongIsNamed(String command, String complaint) {
        assertThat(terminal.run(command)).contains("Error").contains(complaint);
        assertThat(platform.log()).doesNotContain("| ERROR");
    }

    @Test
    void aPersonOverrulesABreaker() {
        String id = "";
        for (JsonNode breaker : json("breaker:list")) {
            boolean ofTheModel = breaker.get("breaker").asText().startsWith("simulated/simulated/");
            id = ofTheModel ? breaker.get("breaker").asText() : id;
        }
        assertCompletes("breaker:show " + id.substring(0, id.length() - 2), id);
        assertThat(terminal.run("breaker:force " + id + " open")).contains("nothing gets through");
        assertThat(json("breaker:show " + id).get("state").asText()).isEqualTo("forced_open");
        assertThat(terminal.run("llm:test simulated")).contains("opened by hand");
        assertThat(json("breaker:force " + id + " disabled").get("state").asText())
                .isEqualTo("disabled");
        assertThat(terminal.run("breaker:reset " + id)).contains("calls get through");
        assertThat(terminal.run("llm:test simulated")).contains("Answer");
    }

    @Test
    void answersGoIntoPipesWithoutColours() {
        assertThat(terminal.run("help agent:show")).contains("DESCRIPTION", "--json");
        assertThat(terminal.run("agent:list | grep -v simulated")).doesNotContain("built-in");
        assertThat(platform.shell("help; agent:show --help; agent:list | grep built"))
                .contains("agent:chat")
                .contains("DESCRIPTION")
                .contains("calculator")
                .doesNotContain("\u001b");
        assertThat(platform.demijohn("shell", "agent:show nobody").status()).isPositive();
    }

    @Test
    void argumentsComplete() {
        assertCompletes("agent:show ag", "agent:show agent");
        assertCompletes("thread:show " + threadId.substring(0, 34), threadId);
        assertCompletes("run:show " + runId.substring(0, runId.length() - 2), runId);
        assertCompletes("llm:test simul", "llm:test simulated");
        assertCompletes("tool:call calc", "tool:call calculator");
    }

    @Test
    void anAgentLivesFromCreateToDelete() {
        String made =
                terminal.run(
                        "agent:create --model simulated --tool time --temperature 0.5 --timeout 60"
                                + " --instructions 'Be brief.' clerk");
        assertThat(made).contains("agent clerk has been published as version 1");
        assertThat(terminal.run("agent:update --max-steps 3 clerk")).contains("at version 2");
        assertThat(terminal.run("agent:update --tool calender clerk"))
                .contains("there is no tool calender now");
        JsonNode clerk = json("agent:show clerk");
        assertThat(clerk.get("max_steps").asInt()).isEqualTo(3);
        assertThat(clerk.get("instructions").asText()).isEqualTo("Be brief.");
        assertThat(json("agent:versions clerk")).hasSize(3);
        assertThat(terminal.run("agent:delete clerk")).contains("has been removed");
        assertThat(json("agent:list").toString()).doesNotContain("clerk");
    }

    @Test
    void modelsAndToolsAnswerByHand() {
        assertThat(json("llm:test simulated").get("answer").asText()).isNotEmpty();
        assertThat(terminal.run("tool:call calculator '{\"expression\":\"6*7\"}'")).contains("42");
        assertThat(json("thread:fork " + threadId).get("thread_id").asText())
                .isNotEqualTo(threadId);
    }

    @Test
    void aChatStreamsAndShowsItsTools() {
        try (Terminal person = new Terminal(platform)) {
            person.type("agent:chat agent\r").expect("you> ");
            person.type("What is 19*21?\r");
            String turn = person.expect("(?s)399.*you> ");
            assertThat(turn).contains("→ calculator(").contains("← calculator: 399");
            assertThat(person.type(Terminal.CTRL_D).prompt()).doesNotContain("Error");
        }
        String once = terminal.run("agent:chat --message 'What is 2+3?' agent");
        assertThat(once).contains("← calculator: 5");
        assertThat(json("agent:chat --message hello agent").get("status").asText())
                .isEqualTo("success");
    }

    @Test
    void ctrlCCancelsTheRunAndNotTheShell() {
        try (Terminal person = new Terminal(platform)) {
            person.type("agent:chat slow\r").expect("you> ");
            person.type("Tell me a long story about glass.\r").expect("(?s)glass\\.\n.*\\w+ \\w+ ");
            person.type(Terminal.CTRL_C);
            assertThat(person.expect("you> ")).contains("interrupted");
            // With no run to cancel, it clears what was typed.
            person.type("half a lin").expect("half a lin$");
            person.type(Terminal.CTRL_C).expect("you> $");
            assertThat(person.type("/exit\r").prompt()).doesNotContain("Error");
        }
        JsonNode newest = json("run:list --limit 1").get(0);
        assertThat(newest.get("agent").asText()).isEqualTo("slow");
        assertThat(newest.get("status").asText()).isEqualTo("interrupted");
    }

    /** Types a beginning and the tab key, waits for what the line becomes, and clears it. */
    private static void assertCompletes(String beginning, String whole) {
        terminal.type(beginning + "\t").expect(Pattern.quote(whole));
        terminal.type(Terminal.CTRL_C).prompt();
    }

    /** Karaf takes options before arguments. */
    private static JsonNode json(String command) {
        String withOption = command.replaceFirst("(?= |$)", " --json");
        List<String> lines = terminal.run(withOption).lines().toList();
        return Api.json(String.join("\n", lines.subList(1, lines.size() - 1)));
    }
}
