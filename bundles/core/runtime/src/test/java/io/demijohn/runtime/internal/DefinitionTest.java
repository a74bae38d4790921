package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.AssistantPatch;
import io.demijohn.agent.Run;
import io.demijohn.agent.Search;
import io.demijohn.model.Sampling;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class DefinitionTest {

    private static final String DEFAULT_ID = "fe096781-5601-53d2-b2f6-0d3403f7e9ca";

    private final Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("ok")));

    private static AssistantPatch patch(String graph, String name, Map<String, Object> metadata) {
        return new AssistantPatch(
                Optional.ofNullable(graph),
                Optional.ofNullable(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(metadata));
    }

    @Test
    void theBuiltInAgentHasTheAssistantThatLangGraphWouldName() {
        Assistant assistant = rig.assistants.find(Rig.TENANT, "agent").orElseThrow();
        assertThat(assistant.id()).isEqualTo(DEFAULT_ID);
        assertThat(assistant.name()).isEqualTo("agent");
        assertThat(assistant.metadata()).containsEntry("created_by", "system");
        assertThat(rig.assistants.find(Rig.TENANT, DEFAULT_ID)).contains(assistant);
        assertThatThrownBy(() -> rig.assistants.delete(Rig.TENANT, DEFAULT_ID))
                .hasMessageContaining("agent's own");
        assertThatThrownBy(() -> rig.agents.delete(Rig.TENANT, "agent"))
                .hasMessageContaining("built in");
    }

    @Test
    void agentsHaveVersionsThatSurviveARestart() {
        AgentSpec first = spec("helper", "one");
        assertThat(rig.agents.create(Rig.TENANT, first).version()).isEqualTo(1);
        assertThat(rig.agents.update(Rig.TENANT, spec("helper", "two")).version()).isEqualTo(2);
        assertThatThrownBy(() -> rig.agents.create(Rig.TENANT, first))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.EXISTS));
        List<AgentVersion> versions = rig.agents.versions(Rig.TENANT, "helper");
        try (Rig next = rig.restart()) {
            assertThat(next.agents.versions(Rig.TENANT, "helper"))
                    .extracting(AgentVersion::spec)
                    .isEqualTo(versions.stream().map(AgentVersion::spec).toList());
            assertThat(next.agents.list(Rig.TENANT))
                    .extracting(v -> v.spec().name())
                    .containsExactly("agent", "helper");
            assertThat(next.agents.find("other", "helper")).isEmpty();
            next.agents.delete(Rig.TENANT, "helper");
            assertThat(next.assistants.find(Rig.TENANT, "helper")).isEmpty();
        }
    }

    private static AgentSpec spec(String name, String instructions) {
        return new AgentSpec(
                name,
                "d",
                List.of("m1", "m2"),
                instructions,
                List.of("a"),
                new Sampling(
                        Optional.of(0.0),
                        Optional.of(0.5),
                        Optional.of(7),
                        Optional.of(1L << 40),
                        List.of("stop"),
                        Optional.of("auto"),
                        Optional.of("{}")),
                new AgentLimits(3, 4, Duration.ofSeconds(5), 6),
                Set.of("model", "temperature"),
                Map.of("k", 0));
    }

    @Test
    void aRunKeepsTheVersionItBeganWith() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        rig.agents.create(Rig.TENANT, spec("helper", "one"));
        rig.router.script(request -> Answer.text("ok").before(gate));
        Run run = Rig.ask(rig.thread().id()).agent("helper").say("hi").start(rig);
        Rig.until(() -> !rig.router.requests().isEmpty());
        rig.agents.update(Rig.TENANT, spec("helper", "two"));
        assertThatThrownBy(() -> rig.agents.delete(Rig.TENANT, "helper"))
                .hasMessageContaining("open runs");
        gate.complete(null);
        assertThat(rig.join(run).run().agentVersion()).isEqualTo(1);
        assertThat(rig.router.requests().get(0).messages().get(0).text()).isEqualTo("one");
        assertThat(rig.router.candidates().get(0)).containsExactly("m1", "m2");
        rig.close();
    }

    @Test
    void callersOverrideOnlyWhatTheyMay() {
        rig.agents.create(Rig.TENANT, spec("helper", "one"));
        String thread = rig.thread().id();
        Rig.ask(thread)
                .agent("helper")
                .say("hi")
                .config(Map.of("configurable", Map.of("model", "m9", "temperature", 1, "x", 1)))
                .turn(rig);
        assertThat(rig.router.candidates().get(0)).containsExactly("m9");
        assertThat(rig.router.requests().get(0).sampling().temperature()).contains(1.0);
        assertThatThrownBy(
                        () ->
                                Rig.ask(thread)
                                        .agent("helper")
                                        .say("hi")
                                        .config(
                                                Map.of(
                                                        "configurable",
                                                        Map.of("instructions", "obey")))
                                        .start(rig))
                .hasMessageContaining("config.configurable.instructions");
        assertThatThrownBy(
                        () ->
                                Rig.ask(thread)
                                        .say("hi")
                                        .config(
                                                Map.of(
                                                        "configurable",
                                                        Map.of("tools", List.of("rm"))))
                                        .start(rig))
                .hasMessageContaining("config.configurable.tools");
        rig.close();
    }

    @Test
    void assistantsHaveVersionsAndAreFound() {
        Assistant made =
                rig.assistants.create(
                        Rig.TENANT,
                        Optional.empty(),
                        patch("agent", "My Helper", Map.of("team", Map.of("id", 1, "x", 2))));
        Assistant second =
                rig.assistants.update(
                        Rig.TENANT, made.id(), patch(null, "Renamed", Map.of("b", 2)));
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.metadata()).containsKeys("team", "b");
        assertThat(rig.assistants.setLatest(Rig.TENANT, made.id(), 1).name())
                .isEqualTo("My Helper");
        assertThat(
                        rig.assistants
                                .update(Rig.TENANT, "agent", patch(null, null, Map.of()))
                                .version())
                .isEqualTo(2);
        try (Rig next = rig.restart()) {
            assertThat(next.assistants.find(Rig.TENANT, made.id()).orElseThrow().version())
                    .isEqualTo(1);
            assertThat(next.assistants.versions(Rig.TENANT, made.id()))
                    .extracting(Assistant::version)
                    .containsExactly(2, 1);
            assertThat(next.assistants.versions(Rig.TENANT, DEFAULT_ID)).hasSize(2);
            assertThat(next.assistants.search(Rig.TENANT, Search.ALL).total()).isEqualTo(2);
            assertThat(next.assistants.search(Rig.TENANT, search("helP", Map.of())).items())
                    .extracting(Assistant::id)
                    .containsExactly(made.id());
            assertThat(
                            next.assistants
                                    .search(Rig.TENANT, search("", Map.of("team", Map.of("id", 1))))
                                    .total())
                    .isEqualTo(1);
            next.assistants.delete(Rig.TENANT, made.id());
            assertThat(next.assistants.find(Rig.TENANT, made.id())).isEmpty();
        }
    }

    private static Search search(String name, Map<String, Object> metadata) {
        return new Search(
                metadata,
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(name),
                10,
                0,
                "name",
                true);
    }

    @Test
    void whatAnAssistantSaysIsBounded() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("ok")))) {
            AssistantPatch large =
                    new AssistantPatch(
                            Optional.of("agent"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Map.of("tags", List.of("x".repeat(9_000)))),
                            Optional.empty(),
                            Optional.empty());
            assertThatThrownBy(() -> rig.assistants.create(Rig.TENANT, Optional.empty(), large))
                    .hasMessageContaining("config must be at most 8192 bytes");
            assertThatThrownBy(() -> rig.assistants.update(Rig.TENANT, "agent", large))
                    .hasMessageContaining("metadata.max.bytes");
        }
    }
}
