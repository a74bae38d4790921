package io.demijohn.router.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.RetryBudget;
import io.demijohn.router.internal.directory.Served;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long whom is waited for: silence, deadlines, retries and cancelling. */
class PatienceTest {

    private final Stage stage = new Stage();

    @Test
    void aSilentCandidateIsGivenUpForTheNext() {
        ScriptedModel silent = ScriptedModel.silent("silent");
        stage.serve(silent);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        Recorder caller = stage.ask("silent", "spare");
        stage.time.advance(Duration.ofMillis(3_999));
        assertThat(caller.hasEnded()).isFalse();
        stage.time.advance(Duration.ofMillis(1));
        assertThat(caller.model()).isEqualTo("spare");
        assertThat(silent.last().isCancelled()).isTrue();
        silent.last().answer("too late");
        assertThat(caller.breaches).isEmpty();
        assertThat(caller.text()).isEqualTo("hi");
    }

    @Test
    void twoSilentCandidatesShareTheTime() {
        stage.serve(ScriptedModel.silent("a"));
        stage.serve(ScriptedModel.silent("b"));
        stage.serve(ScriptedModel.answering("c", "hi"));
        Recorder caller = stage.ask("a", "b", "c");
        stage.time.advance(Duration.ofMillis(4_000));
        assertThat(caller.model()).isEqualTo("c");
    }

    @Test
    void theLastCandidateHasMoreTime() {
        ScriptedModel slow = ScriptedModel.silent("slow");
        stage.serve(slow);
        Recorder caller = stage.ask("slow");
        stage.time.advance(Duration.ofSeconds(29));
        slow.last().answer("at last");
        assertThat(caller.model()).isEqualTo("slow");
    }

    @Test
    void afterTheFirstPieceOnlyTheDeadlineCounts() {
        ScriptedModel slow = ScriptedModel.silent("slow");
        stage.serve(slow);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        Recorder caller = stage.ask("slow", "spare");
        slow.last().say("well");
        stage.time.advance(Duration.ofSeconds(299));
        assertThat(caller.hasEnded()).isFalse();
        stage.time.advance(Duration.ofSeconds(1));
        assertThat(caller.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(slow.last().isCancelled()).isTrue();
    }

    @Test
    void aShortDeadlineIsNotTheModelsFault() {
        Served served = stage.serve(ScriptedModel.silent("slow"));
        for (int i = 0; i < 20; i++) {
            Recorder caller = stage.ask(Duration.ofMillis(100), "slow");
            stage.time.advance(Duration.ofMillis(100));
            assertThat(caller.kind()).isEqualTo(Kind.TIMEOUT);
        }
        assertThat(served.breaker().state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void aModelThatNeverSpeaksIsItsBreakersBusiness() {
        Served served = stage.serve(ScriptedModel.silent("dead"));
        for (int i = 0; i < 5; i++) {
            stage.ask(Duration.ofSeconds(5), "dead");
            stage.time.advance(Duration.ofSeconds(5));
        }
        assertThat(served.breaker().state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void aDeadlineThatHasPassedAsksNobody() {
        ScriptedModel model = ScriptedModel.answering("m", "hi");
        stage.serve(model);
        assertThat(stage.ask(Duration.ZERO, "m").kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(model.asked).isEmpty();
    }

    @Test
    void aCallerThatGivesUpCancelsTheModel() {
        ScriptedModel silent = ScriptedModel.silent("silent");
        Served served = stage.serve(silent);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        Recorder caller = stage.ask("silent", "spare");
        stage.caller.cancel();
        assertThat(caller.kind()).isEqualTo(Kind.CANCELLED);
        assertThat(silent.last().isCancelled()).isTrue();
        silent.last().fail(Kind.CANCELLED);
        assertThat(caller.breaches).isEmpty();
        assertThat(served.breaker().state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(stage.time.pending()).isZero();
    }

    @Test
    void oneThatGaveUpBeforeAsksNobody() {
        ScriptedModel model = ScriptedModel.answering("m", "hi");
        stage.serve(model);
        stage.caller.cancel();
        assertThat(stage.ask("m").kind()).isEqualTo(Kind.CANCELLED);
        assertThat(model.asked).isEmpty();
    }

    @Test
    void retriesAfterAWaitWhenAllHaveFailed() {
        ScriptedModel flaky = ScriptedModel.failing("flaky", Kind.UNAVAILABLE);
        stage.serve(flaky);
        Recorder caller = stage.ask("flaky");
        assertThat(caller.hasEnded()).isFalse();
        assertThat(flaky.asked).hasSize(1);
        flaky.then(asked -> asked.answer("back"));
        stage.time.advance(Duration.ofSeconds(1));
        assertThat(caller.model()).isEqualTo("flaky");
        assertThat(caller.result.metadata()).containsEntry("attempts", 2);
    }

    @Test
    void givesUpAfterTheConfiguredRetries() {
        ScriptedModel down = ScriptedModel.failing("down", Kind.OVERLOADED);
        stage.serve(down);
        Recorder caller = stage.ask("down");
        stage.time.advance(Duration.ofSeconds(10));
        assertThat(caller.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(down.asked).hasSize(4);
    }

    @Test
    void waitsAsLongAsTheProviderAsksWhenThatFitsTheDeadline() {
        ScriptedModel limited = rateLimited(Duration.ofSeconds(5));
        stage.serve(limited);
        Recorder caller = stage.ask("limited");
        stage.time.advance(Duration.ofMillis(4_999));
        assertThat(limited.asked).hasSize(1);
        limited.then(asked -> asked.answer("ok"));
        stage.time.advance(Duration.ofSeconds(2));
        assertThat(caller.model()).isEqualTo("limited");
    }

    @Test
    void passesTheRetryAfterOnWhenItDoesNotFit() {
        stage.serve(rateLimited(Duration.ofSeconds(5)));
        Recorder caller = stage.ask(Duration.ofSeconds(4), "limited");
        assertThat(caller.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(caller.error.retryAfter()).contains(Duration.ofSeconds(5));
    }

    @Test
    void withEverythingDownUpstreamSeesHardlyMoreThanOneAttemptACall() {
        ScriptedModel a = ScriptedModel.failing("a", Kind.UNAVAILABLE);
        ScriptedModel b = ScriptedModel.failing("b", Kind.UNAVAILABLE);
        stage.serve(a);
        stage.serve(b);
        int calls = 5_000;
        for (int i = 0; i < calls; i++) {
            stage.ask("a", "b");
            stage.time.advance(Duration.ofMillis(20));
        }
        assertThat((double) (a.asked.size() + b.asked.size()) / calls).isBetween(1.0, 1.2);
    }

    @Test
    void withoutABudgetNothingIsRetried() {
        stage.budget = new RetryBudget(0, 0);
        ScriptedModel down = ScriptedModel.failing("down", Kind.UNAVAILABLE);
        stage.serve(down);
        assertThat(stage.ask("down").kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(down.asked).hasSize(1);
    }

    @Test
    void anOpenBreakerIsPassedOverUnlessItIsTheLast() {
        ScriptedModel down = ScriptedModel.failing("down", Kind.UNAVAILABLE);
        stage.serve(down);
        stage.serve(ScriptedModel.answering("up", "hi"));
        for (int i = 0; i < 20; i++) {
            assertThat(stage.ask("down", "up").model()).isEqualTo("up");
        }
        assertThat(down.asked).hasSize(5);
        down.then(asked -> asked.answer("better than nothing"));
        assertThat(stage.ask("down").model()).isEqualTo("down");
    }

    @Test
    void aModelThatRecoversGetsItsTrafficBack() {
        ScriptedModel flaky = ScriptedModel.failing("flaky", Kind.UNAVAILABLE);
        Served served = stage.serve(flaky);
        stage.serve(ScriptedModel.answering("spare", "hi"));
        for (int i = 0; i < 5; i++) {
            stage.ask("flaky", "spare");
        }
        flaky.then(asked -> asked.answer("hello"));
        stage.time.advance(Duration.ofSeconds(12));
        assertThat(stage.ask("flaky", "spare").model()).isEqualTo("flaky");
        assertThat(stage.ask("flaky", "spare").model()).isEqualTo("flaky");
        assertThat(served.breaker().state()).isEqualTo(Breaker.State.CLOSED);
    }

    private static ScriptedModel rateLimited(Duration retryAfter) {
        return new ScriptedModel(
                "limited",
                asked ->
                        asked.listener()
                                .onError(
                                        new ModelException(
                                                Kind.RATE_LIMITED,
                                                "slow down",
                                                null,
                                                Optional.of(retryAfter))));
    }
}
