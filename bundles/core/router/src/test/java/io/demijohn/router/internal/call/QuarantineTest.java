package io.demijohn.router.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.router.internal.directory.Served;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A plugin that breaks while another version of it stands by. */
class QuarantineTest {

    private final Stage stage = new Stage();
    private final Breaker provider = stage.breaker(BreakerSettings.MODEL);
    private final ScriptedModel old = ScriptedModel.answering("m", "old");

    @Test
    void aVersionThatThrowsIsLeftForThePreviousOne() {
        Served broken = newVersion(asked -> throwing());
        assertServedByTheOld(20);
        assertThat(asked(broken)).isEqualTo(3);
        assertThat(broken.guard().breaker().state()).isEqualTo(Breaker.State.OPEN);
        assertThat(provider.state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(provider.snapshot().failures()).isZero();
    }

    @Test
    void soIsOneThatHoldsTheThreadOfItsCaller() {
        Served hanging = newVersion(asked -> stage.time.advance(Duration.ofSeconds(5)));
        assertServedByTheOld(20);
        assertThat(asked(hanging)).isEqualTo(3);
        assertThat(provider.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void itsCallerWaitsNoLongerThanTheTimeForReturning() {
        List<Long> answered = new ArrayList<>();
        newVersion(asked -> stage.time.advance(Duration.ofMinutes(1)));
        old.then(
                asked -> {
                    answered.add(Duration.ofNanos(stage.time.nanoTime()).toMillis());
                    asked.answer("old");
                });
        stage.ask("m");
        assertThat(answered).containsExactly(1_000L);
    }

    @Test
    void soIsOneThatSaysNothing() {
        Served silent = newVersion(asked -> {});
        for (int i = 0; i < 10; i++) {
            Recorder caller = stage.ask("m");
            stage.time.advance(Duration.ofSeconds(30));
            assertThat(caller.text()).isEqualTo("old");
        }
        // Each time it is tried again its one probe costs a caller the time to the first piece.
        assertThat(asked(silent)).isLessThanOrEqualTo(6);
        assertThat(provider.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void soIsOneThatDoesNotEndCancelledCalls() {
        Served greedy = newVersion(asked -> asked.say("well"));
        for (int i = 0; i < 3; i++) {
            Recorder caller = stage.ask(Duration.ofSeconds(1), "m");
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(caller.kind()).isEqualTo(Kind.TIMEOUT);
        }
        assertThat(greedy.guard().breaker().state()).isEqualTo(Breaker.State.CLOSED);
        stage.time.advance(Duration.ofSeconds(2));
        assertThat(greedy.guard().breaker().state()).isEqualTo(Breaker.State.OPEN);
        assertServedByTheOld(1);
        assertThat(greedy.guard().places().inUse()).isEqualTo(3);
    }

    @Test
    void oneThatEndsThemInTimeIsNot() {
        Served good = newVersion(asked -> asked.say("well"));
        for (int i = 0; i < 10; i++) {
            stage.ask(Duration.ofSeconds(1), "m");
            stage.time.advance(Duration.ofMillis(2_900));
            ((ScriptedModel) good.model()).last().fail(Kind.CANCELLED);
        }
        assertThat(good.guard().breaker().state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(good.guard().places().inUse()).isZero();
        assertThat(stage.time.pending()).isZero();
    }

    @Test
    void aVersionThatWorksAgainIsFoundByOneCall() {
        Served broken = newVersion(asked -> throwing());
        assertServedByTheOld(5);
        ((ScriptedModel) broken.model()).then(asked -> asked.answer("new"));
        assertThat(stage.ask("m").text()).isEqualTo("old");
        stage.time.advance(Duration.ofSeconds(31));
        assertThat(stage.ask("m").text()).isEqualTo("new");
        assertThat(stage.ask("m").text()).isEqualTo("new");
    }

    @Test
    void whenTheProviderIsDownNoPluginIsToBlame() {
        Served one = newVersion(asked -> asked.fail(Kind.UNAVAILABLE));
        stage.serve(ScriptedModel.answering("spare", "hi"));
        for (int i = 0; i < 20; i++) {
            assertThat(stage.ask("m", "spare").model()).isEqualTo("spare");
        }
        assertThat(provider.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(one.guard().breaker().state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(old.asked).isEmpty();
        assertThat(asked(one)).isEqualTo(5);
    }

    @Test
    void theOnlyVersionIsAskedHoweverItBreaks() {
        ScriptedModel only = new ScriptedModel("only", asked -> throwing());
        stage.serve(only);
        for (int i = 0; i < 20; i++) {
            assertThat(stage.ask("only").kind()).isEqualTo(Kind.INTERNAL);
        }
        assertThat(only.asked).hasSize(20);
        only.then(asked -> asked.answer("better than nothing"));
        assertThat(stage.ask("only").text()).isEqualTo("better than nothing");
    }

    @Test
    void unlessAPersonHasClosedTheWay() {
        Served only = stage.serve(ScriptedModel.answering("only", "hi"));
        stage.serve(ScriptedModel.answering("spare", "hi"));
        only.breaker().forceOpen();
        assertThat(stage.ask("only", "spare").model()).isEqualTo("spare");
        Recorder caller = stage.ask("only");
        assertThat(caller.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(caller.error).hasMessageContaining("opened by hand");
        only.breaker().reset();
        assertThat(stage.ask("only").model()).isEqualTo("only");
    }

    @Test
    void aFullPluginGetsNoMoreCallsUntilItEndsSome() {
        stage.places = 2;
        ScriptedModel full = ScriptedModel.silent("full");
        stage.serve(full);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        stage.ask("full");
        stage.ask("full");
        assertThat(stage.ask("full", "spare").model()).isEqualTo("spare");
        assertThat(stage.ask("full").kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(full.asked).hasSize(2);
        full.last().answer("at last");
        stage.ask("full");
        assertThat(full.asked).hasSize(3);
    }

    @Test
    void anotherCredentialIsTriedAtOnceWhenOneIsRefused() {
        ScriptedModel limited = ScriptedModel.failing("m", Kind.RATE_LIMITED);
        stage.serve(limited, 1, stage.breaker(BreakerSettings.MODEL));
        stage.serve(old, 0, provider);
        for (int i = 0; i < 10; i++) {
            assertThat(stage.ask("m").text()).isEqualTo("old");
        }
        assertThat(limited.asked).hasSize(1);
        stage.time.advance(Duration.ofSeconds(3));
        stage.ask("m");
        assertThat(limited.asked).hasSize(2);
    }

    @Test
    void ofManyCallersExactlyTheProbesReachAProviderThatRecovers() {
        ScriptedModel flaky = ScriptedModel.failing("flaky", Kind.UNAVAILABLE);
        stage.serve(flaky);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        for (int i = 0; i < 5; i++) {
            stage.ask("flaky", "spare");
        }
        flaky.then(asked -> {});
        flaky.asked.clear();
        stage.time.advance(Duration.ofSeconds(13));
        for (int i = 0; i < 64; i++) {
            stage.ask("flaky", "spare");
        }
        assertThat(flaky.asked).hasSize(BreakerSettings.MODEL.probes());
    }

    @Test
    void aDrillsFaultsAreFelt() {
        stage.serve(old, 0, provider);
        ModelInfo info = new ModelInfo("m", "scripted", Map.of("drill", "friday"));
        stage.serve(new ScriptedModel(info, asked -> throwing()), 1_000);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        assertThat(stage.ask("m", "spare").model()).isEqualTo("spare");
        assertThat(old.asked).isEmpty();
    }

    private Served newVersion(Consumer<ScriptedModel.Asked> script) {
        stage.serve(old, 0, provider);
        return stage.serve(new ScriptedModel("m", script), 1, provider);
    }

    private void assertServedByTheOld(int calls) {
        for (int i = 0; i < calls; i++) {
            Recorder caller = stage.ask("m");
            assertThat(caller.text()).isEqualTo("old");
            assertThat(caller.breaches).isEmpty();
        }
    }

    private static int asked(Served served) {
        return ((ScriptedModel) served.model()).asked.size();
    }

    private static void throwing() {
        throw new NoClassDefFoundError("broken build");
    }
}
