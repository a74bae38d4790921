package io.demijohn.router.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ModelException.Kind;
import io.demijohn.router.internal.directory.Route;
import io.demijohn.router.internal.directory.Served;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that go and come back while calls run. */
class SwapTest {

    private final Stage stage = new Stage();

    @Test
    void aCallWaitsForANameThatHasJustGone() {
        Served old = stage.serve(ScriptedModel.answering("m", "old"));
        stage.directory.remove(old);
        Recorder caller = stage.ask("m");
        stage.time.advance(Duration.ofMillis(300));
        assertThat(caller.hasEnded()).isFalse();
        stage.serve(ScriptedModel.answering("m", "new"));
        stage.time.settle();
        assertThat(caller.text()).isEqualTo("new");
        assertThat(stage.time.pending()).isZero();
    }

    @Test
    void itWaitsNoLongerThanTheGrace() {
        stage.directory.remove(stage.serve(ScriptedModel.answering("m", "old")));
        stage.time.advance(Duration.ofSeconds(4));
        Recorder caller = stage.ask("m");
        stage.time.advance(Duration.ofMillis(5_999));
        assertThat(caller.hasEnded()).isFalse();
        stage.time.advance(Duration.ofMillis(1));
        assertThat(caller.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(stage.ask("m").kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void norThanTheDeadline() {
        stage.directory.remove(stage.serve(ScriptedModel.answering("m", "old")));
        Recorder caller = stage.ask(Duration.ofSeconds(2), "m");
        stage.time.advance(Duration.ofSeconds(2));
        assertThat(caller.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void aCallerThatGivesUpWaitsNoLonger() {
        stage.directory.remove(stage.serve(ScriptedModel.answering("m", "old")));
        Recorder caller = stage.ask("m");
        stage.caller.cancel();
        assertThat(caller.kind()).isEqualTo(Kind.CANCELLED);
        ScriptedModel back = ScriptedModel.answering("m", "new");
        stage.serve(back);
        stage.time.settle();
        assertThat(back.asked).isEmpty();
        assertThat(caller.breaches).isEmpty();
    }

    @Test
    void onlySoManyWait() {
        stage.directory.remove(stage.serve(ScriptedModel.answering("m", "old")));
        List<Recorder> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(stage.ask("m"));
        }
        assertThat(stage.ask("m").kind()).isEqualTo(Kind.OVERLOADED);
        stage.serve(ScriptedModel.answering("m", "new"));
        stage.time.settle();
        assertThat(waiting).allSatisfy(caller -> assertThat(caller.text()).isEqualTo("new"));
    }

    @Test
    void anotherCandidateIsAskedRatherThanWaitedFor() {
        stage.directory.remove(stage.serve(ScriptedModel.answering("m", "old")));
        stage.serve(ScriptedModel.answering("spare", "hi"));
        assertThat(stage.ask("m", "spare").model()).isEqualTo("spare");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "CANCELLED", "INTERNAL", "TRUNCATED", "TIMEOUT"})
    void aCallCutByTheStopIsAskedAgainOfTheNewInstance(Kind kind) {
        ScriptedModel first = ScriptedModel.silent("m");
        Served old = stage.serve(first);
        Recorder caller = stage.ask("m");
        stage.directory.remove(old);
        first.last().fail(kind);
        stage.time.advance(Duration.ofMillis(200));
        assertThat(caller.hasEnded()).isFalse();
        stage.serve(ScriptedModel.answering("m", "new"));
        stage.time.settle();
        assertThat(caller.text()).isEqualTo("new");
        assertThat(caller.result.metadata()).containsEntry("attempts", 2);
    }

    @Test
    void aStandbyOfTheNameTakesOverAtOnce() {
        ScriptedModel canary = ScriptedModel.silent("m");
        Served served = stage.serve(canary, 10);
        stage.serve(ScriptedModel.answering("m", "stable"), 0);
        Recorder caller = stage.ask("m");
        stage.directory.remove(served);
        canary.last().fail(Kind.UNAVAILABLE);
        stage.time.settle();
        assertThat(caller.text()).isEqualTo("stable");
    }

    @Test
    void afterTheFirstPieceTheAnswerIsTruncatedWhateverTheOldInstanceSays() {
        ScriptedModel first = ScriptedModel.silent("m");
        Served old = stage.serve(first);
        Recorder caller = stage.ask("m");
        first.last().say("Once");
        stage.directory.remove(old);
        stage.serve(ScriptedModel.answering("m", "new"));
        first.last().fail(Kind.INTERNAL);
        assertThat(caller.kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(caller.text()).isEqualTo("Once");
    }

    @Test
    void anOldInstanceMayFinishItsCalls() {
        ScriptedModel first = ScriptedModel.silent("m");
        Served old = stage.serve(first);
        Recorder caller = stage.ask("m");
        stage.directory.remove(old);
        stage.serve(ScriptedModel.answering("m", "new"));
        first.last().answer("old");
        assertThat(caller.text()).isEqualTo("old");
    }

    @Test
    void aServiceThatIsReplacedAgainAndAgainEndsTheCall() {
        ScriptedModel model = ScriptedModel.failing("m", Kind.UNAVAILABLE);
        Served[] served = new Served[1];
        model.then(
                asked -> {
                    stage.directory.remove(served[0]);
                    served[0] = stage.serve(model);
                    asked.fail(Kind.UNAVAILABLE);
                });
        served[0] = stage.serve(model);
        Recorder caller = stage.ask("m");
        stage.time.advance(Duration.ofSeconds(20));
        assertThat(caller.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(model.asked).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void aRouteThatIsBeingEditedIsWaitedFor() {
        stage.serve(ScriptedModel.answering("m", "hi"));
        Route old = Stage.routeOf("smart", "m");
        stage.directory.add(old);
        stage.directory.remove(old);
        Recorder caller = stage.ask("smart");
        assertThat(caller.hasEnded()).isFalse();
        stage.route("smart", "m");
        stage.time.settle();
        assertThat(caller.model()).isEqualTo("m");
    }
}
