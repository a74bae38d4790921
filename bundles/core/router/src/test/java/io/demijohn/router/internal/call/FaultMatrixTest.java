package io.demijohn.router.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ModelException.Kind;
import io.demijohn.resilience.Breaker;
import io.demijohn.router.internal.directory.Served;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of failure, before and after the first piece: who is asked, and what is seen. */
class FaultMatrixTest {

    private final Stage stage = new Stage();
    private final ScriptedModel spare = ScriptedModel.answering("spare", "from spare");

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "INVALID_REQUEST")
    void failsOverBeforeTheFirstPiece(Kind kind) {
        ScriptedModel first = ScriptedModel.failing("first", kind);
        stage.serve(first);
        stage.serve(spare);

        Recorder caller = stage.ask("first", "spare");

        assertThat(caller.model()).isEqualTo("spare");
        assertThat(caller.text()).isEqualTo("from spare");
        assertThat(caller.result.metadata())
                .containsEntry("attempts", 2)
                .containsEntry("provider", "scripted")
                .containsEntry("id", "r1");
        assertThat(first.asked).hasSize(1);
        assertThat(first.last().isCancelled()).isTrue();
    }

    @Test
    void theCallersErrorGoesToTheCaller() {
        stage.serve(ScriptedModel.failing("first", Kind.INVALID_REQUEST));
        stage.serve(spare);
        assertThat(stage.ask("first", "spare").kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(spare.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, INVALID_REQUEST",
        "CONTEXT_LENGTH, CONTEXT_LENGTH",
        "CONTENT_POLICY, CONTENT_POLICY",
        "AUTHENTICATION, AUTHENTICATION",
        "NOT_FOUND, NOT_FOUND",
        "RATE_LIMITED, RATE_LIMITED",
        "QUOTA, QUOTA",
        "OVERLOADED, TRUNCATED",
        "UNAVAILABLE, TRUNCATED",
        "TIMEOUT, TIMEOUT",
        "TRUNCATED, TRUNCATED",
        "PROTOCOL, PROTOCOL",
        "CANCELLED, TRUNCATED",
        "INTERNAL, INTERNAL",
    })
    void neverFailsOverAfterTheFirstPiece(Kind kind, Kind seen) {
        stage.serve(
                new ScriptedModel(
                        "first",
                        asked -> {
                            asked.say("Once upon");
                            asked.fail(kind);
                        }));
        stage.serve(spare);

        Recorder caller = stage.ask("first", "spare");

        assertThat(caller.kind()).isEqualTo(seen);
        assertThat(caller.text()).isEqualTo("Once upon");
        assertThat(spare.asked).isEmpty();
    }

    /** Five of each: only failures of the provider open its breaker, a bad key does so at once. */
    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, CLOSED",
        "CONTEXT_LENGTH, CLOSED",
        "CONTENT_POLICY, CLOSED",
        "AUTHENTICATION, OPEN",
        "NOT_FOUND, CLOSED",
        "RATE_LIMITED, CLOSED",
        "QUOTA, OPEN",
        "OVERLOADED, OPEN",
        "UNAVAILABLE, OPEN",
        "TIMEOUT, OPEN",
        "TRUNCATED, OPEN",
        "PROTOCOL, OPEN",
        "CANCELLED, OPEN",
        "INTERNAL, CLOSED", // not asked again: its plugin is broken, whatever its provider is
    })
    void theBreakerLearnsWhatTheKindMeans(Kind kind, Breaker.State state) {
        Served first = stage.serve(ScriptedModel.failing("first", kind));
        stage.serve(spare);
        for (int i = 0; i < 5; i++) {
            stage.ask("first", "spare");
        }
        assertThat(first.breaker().state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CONTEXT_LENGTH", "CONTENT_POLICY", "AUTHENTICATION", "QUOTA", "NOT_FOUND"})
    void whatAWaitCannotCureIsNotRetried(Kind kind) {
        ScriptedModel only = ScriptedModel.failing("only", kind);
        stage.serve(only);
        Recorder caller = stage.ask("only");
        assertThat(caller.kind()).isEqualTo(kind);
        assertThat(caller.error.getMessage()).isEqualTo("scripted " + kind);
        assertThat(only.asked).hasSize(1);
    }

    @Test
    void ofSeveralErrorsTheCallerHearsOneThatMayPass() {
        stage.serve(ScriptedModel.failing("a", Kind.RATE_LIMITED));
        stage.serve(ScriptedModel.failing("b", Kind.AUTHENTICATION));
        Recorder caller = stage.ask(Duration.ofMillis(100), "a", "b");
        assertThat(caller.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(caller.error.getMessage())
                .isEqualTo(
                        "no candidate answered: a: scripted RATE_LIMITED;"
                                + " b: scripted AUTHENTICATION");
    }

    @Test
    void aDefectOfAPluginIsNotTheCallers() {
        stage.serve(
                new ScriptedModel(
                        "first",
                        asked -> {
                            throw new NoClassDefFoundError("gone");
                        }));
        stage.serve(spare);
        assertThat(stage.ask("first", "spare").model()).isEqualTo("spare");
    }

    @Test
    void nobodyOfThatName() {
        stage.serve(spare);
        Recorder caller = stage.ask("nobody");
        assertThat(caller.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(caller.error.getMessage())
                .isEqualTo("no model or route is named nobody; there are: spare");
    }

    @Test
    void nothingIsLeftBehind() {
        stage.serve(ScriptedModel.failing("first", Kind.UNAVAILABLE));
        stage.serve(spare);
        stage.ask("first", "spare");
        stage.ask("nobody");
        assertThat(stage.open).isZero();
        assertThat(stage.time.pending()).isZero();
    }
}
