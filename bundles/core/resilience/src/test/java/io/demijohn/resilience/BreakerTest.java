package io.demijohn.resilience;

import static io.demijohn.resilience.Breaker.REFUSED;
import static io.demijohn.resilience.Breaker.State.CLOSED;
import static io.demijohn.resilience.Breaker.State.DISABLED;
import static io.demijohn.resilience.Breaker.State.FORCED_OPEN;
import static io.demijohn.resilience.Breaker.State.HALF_OPEN;
import static io.demijohn.resilience.Breaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration OPEN_TIME = Duration.ofSeconds(10);

    private final FakeNanos clock = new FakeNanos();
    private final List<String> changes = new ArrayList<>();
    private final Breaker breaker = breaker(settings(0, Duration.ZERO));

    @Test
    void opensAtTheFifthFailureOfMostlyFailedCalls() {
        fail(4);
        assertThat(breaker.state()).isEqualTo(CLOSED);
        fail(1);
        assertThat(breaker.state()).isEqualTo(OPEN);
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        assertThat(changes).containsExactly("CLOSED->OPEN 10s");
    }

    @Test
    void fiveFailuresAmongThousandsOfCallsDoNotOpen() {
        for (int i = 0; i < 9_000; i++) {
            call(Outcome.SUCCESS);
        }
        fail(5);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void failuresOutOfTheWindowAreForgotten() {
        fail(4);
        clock.advanceSeconds(31);
        fail(4);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void failuresOfTheWholeWindowCount() {
        for (int i = 0; i < 5; i++) {
            fail(1);
            clock.advanceSeconds(6);
        }
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void aCallBegunBeforeItOpenedChangesNothing() {
        long old = breaker.acquire();
        fail(5);
        clock.advance(OPEN_TIME);
        long probe = breaker.acquire();
        breaker.record(old, Outcome.FAILURE, 0);
        breaker.record(old, Outcome.SUCCESS, 0);
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);
        breaker.record(probe, Outcome.SUCCESS, 0);
        assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    }

    @Test
    void halfOpenLetsTheProbesThroughAndClosesWhenAllSucceeded() {
        fail(5);
        clock.advance(OPEN_TIME);
        long first = breaker.acquire();
        long second = breaker.acquire();
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        breaker.record(first, Outcome.SUCCESS, 0);
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        breaker.record(second, Outcome.SUCCESS, 0);
        assertThat(breaker.state()).isEqualTo(CLOSED);
        assertThat(changes)
                .containsExactly("CLOSED->OPEN 10s", "OPEN->HALF_OPEN 0s", "HALF_OPEN->CLOSED 0s");
    }

    @Test
    void aFailedProbeOpensForTwiceAsLongUpToTheBound() {
        fail(5);
        for (long open : new long[] {10, 20, 40, 60, 60}) {
            clock.advance(Duration.ofSeconds(open).minusNanos(1));
            assertThat(breaker.acquire()).isEqualTo(REFUSED);
            clock.advance(Duration.ofNanos(1));
            breaker.record(breaker.acquire(), Outcome.FAILURE, 0);
            assertThat(breaker.state()).isEqualTo(OPEN);
        }
    }

    @Test
    void onlyRealTrafficResetsTheDoubling() {
        fail(5);
        reopenAfter(10);
        recover(20);
        fail(5);
        assertThat(changes).last().isEqualTo("CLOSED->OPEN 40s");
        recover(40);
        for (int i = 0; i < 10; i++) {
            call(Outcome.SUCCESS);
        }
        fail(10);
        assertThat(changes).last().isEqualTo("CLOSED->OPEN 10s");
    }

    @Test
    void neutralGivesTheProbeBack() {
        fail(5);
        clock.advance(OPEN_TIME);
        long first = breaker.acquire();
        breaker.acquire();
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        breaker.record(first, Outcome.NEUTRAL, 0);
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
    }

    @Test
    void aProbeThatNeverEndsHasFailed() {
        fail(5);
        clock.advance(OPEN_TIME);
        long hung = breaker.acquire();
        clock.advanceSeconds(5);
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        assertThat(breaker.state()).isEqualTo(OPEN);
        breaker.record(hung, Outcome.SUCCESS, 0);
        assertThat(breaker.state()).isEqualTo(OPEN);
        clock.advanceSeconds(20);
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
    }

    @Test
    void staysOpenForAsLongAsAsked() {
        fail(4);
        breaker.record(breaker.acquire(), Outcome.FAILURE, Duration.ofSeconds(25).toNanos());
        clock.advanceSeconds(24);
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        clock.advanceSeconds(1);
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
    }

    @Test
    void aRateLimitPausesAndCountsAsNoFailure() {
        for (int i = 0; i < 20; i++) {
            breaker.record(breaker.acquire(), Outcome.COOL_DOWN, Duration.ofSeconds(3).toNanos());
            assertThat(breaker.acquire()).isEqualTo(REFUSED);
            clock.advanceSeconds(3);
        }
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
        breaker.record(breaker.acquire(), Outcome.COOL_DOWN, 0);
        clock.advance(Duration.ofMillis(1_999));
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        clock.advance(Duration.ofMillis(1));
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
        assertThat(changes).isEmpty();
    }

    @Test
    void aRefusedCredentialOpensAtOnce() {
        call(Outcome.CREDENTIAL);
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void neutralOutcomesNeverOpen() {
        for (int i = 0; i < 1_000; i++) {
            call(Outcome.NEUTRAL);
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void unguardedCallsAreNotRecorded() {
        for (int i = 0; i < 10; i++) {
            breaker.record(Breaker.UNGUARDED, Outcome.FAILURE, 0);
            breaker.record(REFUSED, Outcome.FAILURE, 0);
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void trafficGrowsAfterARecovery() {
        Breaker ramping = breaker(settings(0, Duration.ofSeconds(10)));
        failAll(ramping, 5);
        clock.advance(OPEN_TIME);
        ramping.record(ramping.acquire(), Outcome.SUCCESS, 0);
        ramping.record(ramping.acquire(), Outcome.SUCCESS, 0);
        assertThat(ramping.state()).isEqualTo(CLOSED);
        assertThat(admitted(ramping, 100)).isBetween(9, 11);
        clock.advanceSeconds(5);
        assertThat(admitted(ramping, 100)).isBetween(49, 51);
        clock.advanceSeconds(5);
        assertThat(admitted(ramping, 100)).isEqualTo(100);
    }

    @Test
    void newSettingsKeepWhatWasCounted() {
        fail(4);
        BreakerSettings old = settings(0, Duration.ZERO);
        breaker.reconfigure(
                new BreakerSettings(
                        Duration.ofSeconds(60),
                        old.failures(),
                        old.failureRate(),
                        old.minimumCalls(),
                        old.openTime(),
                        old.maxOpenTime(),
                        old.jitter(),
                        old.probes(),
                        old.probeTimeout(),
                        old.ramp(),
                        old.coolDown()));
        clock.advanceSeconds(40);
        fail(1);
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void slowCallsOpenItWhenTheyAreTooManyOfThem() {
        Breaker watching = breaker(settings(0, Duration.ZERO).slow(Duration.ofSeconds(2), 0.8));
        for (int i = 0; i < 5; i++) {
            took(watching, Duration.ofMillis(1_999));
        }
        for (int i = 0; i < 19; i++) {
            took(watching, Duration.ofSeconds(2));
        }
        assertThat(watching.snapshot().slow()).isEqualTo(19);
        assertThat(watching.state()).isEqualTo(CLOSED);
        took(watching, Duration.ofSeconds(3));
        assertThat(watching.state()).isEqualTo(OPEN);
    }

    @Test
    void aSlowProbeHasFailed() {
        Breaker watching = breaker(settings(0, Duration.ZERO).slow(Duration.ofSeconds(2), 0.8));
        failAll(watching, 5);
        clock.advance(OPEN_TIME);
        took(watching, Duration.ofSeconds(2));
        assertThat(watching.state()).isEqualTo(OPEN);
    }

    @Test
    void slowCallsAreForgottenWithTheWindowAndCountOnlyWhenWanted() {
        for (int i = 0; i < 50; i++) {
            took(breaker, Duration.ofDays(1));
        }
        assertThat(breaker.state()).isEqualTo(CLOSED);
        Breaker watching = breaker(settings(0, Duration.ZERO).slow(Duration.ofSeconds(2), 0.5));
        for (int i = 0; i < 12; i++) {
            took(watching, Duration.ofSeconds(2));
            clock.advanceSeconds(8);
        }
        assertThat(watching.state()).isEqualTo(CLOSED);
    }

    @Test
    void forcedOpenItRefusesUntilSomebodyResetsIt() {
        long before = breaker.acquire();
        breaker.forceOpen();
        clock.advance(Duration.ofDays(1));
        assertThat(breaker.acquire()).isEqualTo(REFUSED);
        breaker.record(before, Outcome.SUCCESS, 0);
        breaker.forceOpen();
        assertThat(breaker.state()).isEqualTo(FORCED_OPEN);
        breaker.reset();
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
        assertThat(changes).containsExactly("CLOSED->FORCED_OPEN 0s", "FORCED_OPEN->CLOSED 0s");
    }

    @Test
    void disabledItLetsEverythingThroughAndCountsNothing() {
        breaker.record(breaker.acquire(), Outcome.COOL_DOWN, Duration.ofHours(1).toNanos());
        breaker.disable();
        fail(100);
        breaker.record(breaker.acquire(), Outcome.CREDENTIAL, 0);
        assertThat(breaker.state()).isEqualTo(DISABLED);
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
        breaker.reset();
        fail(4);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void aResetForgetsAndIgnoresWhatIsUnderWay() {
        List<Long> under = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            under.add(breaker.acquire());
        }
        fail(5);
        breaker.reset();
        under.forEach(permit -> breaker.record(permit, Outcome.FAILURE, 0));
        assertThat(breaker.state()).isEqualTo(CLOSED);
        assertThat(breaker.snapshot().calls()).isZero();
        fail(5);
        assertThat(changes).last().isEqualTo("CLOSED->OPEN 10s");
    }

    @Test
    void aResetEndsAPauseToo() {
        breaker.record(breaker.acquire(), Outcome.COOL_DOWN, Duration.ofSeconds(30).toNanos());
        assertThat(breaker.snapshot().coolDown().toSeconds()).isBetween(29L, 30L);
        breaker.reset();
        assertThat(breaker.acquire()).isNotEqualTo(REFUSED);
    }

    @Test
    void tellsWhatItDoes() {
        call(Outcome.SUCCESS);
        fail(2);
        assertThat(breaker.snapshot())
                .isEqualTo(
                        new BreakerSnapshot(CLOSED, 3, 2, 0, 0, 0, Duration.ZERO, Duration.ZERO));
        fail(3);
        clock.advanceSeconds(4);
        breaker.acquire();
        breaker.acquire();
        assertThat(breaker.snapshot())
                .isEqualTo(
                        new BreakerSnapshot(
                                OPEN, 0, 0, 0, 2, 1, Duration.ofSeconds(6), Duration.ZERO));
    }

    @Test
    void successesAfterARecoveryMustBeAsManyAsTheLeastThatCount() {
        fail(5);
        recover(10);
        fail(4);
        call(Outcome.SUCCESS);
        fail(1);
        assertThat(changes).last().isEqualTo("CLOSED->OPEN 20s");
    }

    private void took(Breaker some, Duration time) {
        some.record(some.acquire(), Outcome.SUCCESS, 0, time.toNanos());
    }

    @Test
    void jitterSpreadsOpenTimes() {
        Breaker spread = breaker(settings(0.5, Duration.ZERO));
        failAll(spread, 5);
        String change = changes.get(0);
        double seconds = Double.parseDouble(change.replaceAll(".* |s", ""));
        assertThat(seconds).isBetween(10.0, 15.0).isNotEqualTo(10.0);
    }

    private void reopenAfter(long seconds) {
        clock.advanceSeconds(seconds);
        fail(1);
    }

    private void recover(long seconds) {
        clock.advanceSeconds(seconds);
        call(Outcome.SUCCESS);
        call(Outcome.SUCCESS);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    private void fail(int times) {
        failAll(breaker, times);
    }

    private static void failAll(Breaker some, int times) {
        for (int i = 0; i < times; i++) {
            some.record(some.acquire(), Outcome.FAILURE, 0);
        }
    }

    private void call(Outcome outcome) {
        breaker.record(breaker.acquire(), outcome, 0);
    }

    private static int admitted(Breaker some, int calls) {
        int admitted = 0;
        for (int i = 0; i < calls; i++) {
            admitted += some.acquire() == REFUSED ? 0 : 1;
        }
        return admitted;
    }

    private Breaker breaker(BreakerSettings settings) {
        return new Breaker(
                settings,
                clock,
                new Random(42),
                (from, to, time) -> changes.add(from + "->" + to + " " + seconds(time)));
    }

    private static String seconds(Duration time) {
        double seconds = time.toNanos() / 1e9;
        return (seconds == Math.rint(seconds) ? "" + (long) seconds : "" + seconds) + "s";
    }

    private static BreakerSettings settings(double jitter, Duration ramp) {
        return new BreakerSettings(
                Duration.ofSeconds(30),
                5,
                0.5,
                5,
                OPEN_TIME,
                Duration.ofSeconds(60),
                jitter,
                2,
                Duration.ofSeconds(5),
                ramp,
                Duration.ofSeconds(2));
    }
}
