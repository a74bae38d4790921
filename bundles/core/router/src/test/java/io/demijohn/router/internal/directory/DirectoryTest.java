package io.demijohn.router.internal.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.resilience.Bulkhead;
import io.demijohn.router.internal.breaker.PluginGuard;
import io.demijohn.router.internal.call.FakeTime;
import io.demijohn.router.internal.call.ScriptedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DirectoryTest {

    private final FakeTime time = new FakeTime();
    private final Directory directory = new Directory(time::nanoTime);

    @Property
    void theHighestRankingThenTheLowestIdServes(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = -2, max = 2) Integer> rankings) {
        Directory fresh = new Directory(time::nanoTime);
        List<Served> there = new ArrayList<>();
        for (int id = 0; id < rankings.size(); id++) {
            Served served = served("m", rankings.get(id), id);
            there.add(served);
            fresh.add(served);
        }
        there.sort(
                Comparator.comparingInt((Served s) -> -s.ranking())
                        .thenComparingLong(Served::serviceId));
        while (!there.isEmpty()) {
            assertThat(fresh.serving("m")).isSameAs(there.get(0));
            fresh.remove(there.remove(0));
        }
        assertThat(fresh.serving("m")).isNull();
        assertThat(fresh.vanished("m")).isEqualTo(time.nanoTime());
    }

    @Test
    void aRouteStandsForItsCandidatesAndNamesComeOnce() {
        directory.add(route("smart", "a", "b"));
        directory.add(route("all", "smart", "b", "c"));
        assertThat(directory.expand(List.of("b", "all"))).containsExactly("b", "a", "c");
    }

    @Test
    void routesThatNameEachOtherOrThemselvesEnd() {
        directory.add(route("gpt", "gpt", "local"));
        directory.add(route("x", "y", "a"));
        directory.add(route("y", "x", "b"));
        assertThat(directory.expand(List.of("gpt"))).containsExactly("gpt", "local");
        assertThat(directory.expand(List.of("x"))).containsExactly("x", "b", "a");
    }

    @Test
    void showsRoutesAmongTheModels() {
        directory.add(served("b", 0, 1));
        directory.add(served("a", 0, 2));
        directory.add(route("smart", "a", "b"));
        assertThat(directory.models())
                .extracting(ModelInfo::name, ModelInfo::provider)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", "scripted"),
                        org.assertj.core.groups.Tuple.tuple("b", "scripted"),
                        org.assertj.core.groups.Tuple.tuple("smart", "route"));
        assertThat(directory.models().get(2).metadata())
                .containsEntry("candidates", List.of("a", "b"));
    }

    @Test
    void aRouteThatReplacedAnotherOutlivesItsRemoval() {
        Route old = route("smart", "a");
        directory.add(old);
        directory.add(route("smart", "b"));
        directory.remove(old);
        assertThat(directory.expand(List.of("smart"))).containsExactly("b");
    }

    @Test
    void forgetsWhoWaitsNoLonger() {
        List<String> woken = new ArrayList<>();
        Object seen = directory.version();
        Runnable forget = directory.await(seen, 2, () -> woken.add("first"));
        directory.await(seen, 2, () -> woken.add("second"));
        assertThat(directory.await(seen, 2, () -> woken.add("third"))).isNull();
        forget.run();
        directory.add(served("m", 0, 1));
        directory.add(served("n", 0, 2));
        assertThat(woken).containsExactly("second");
    }

    @Test
    void aChangeSinceTheLookWakesAtOnce() {
        List<String> woken = new ArrayList<>();
        Object seen = directory.version();
        directory.add(served("m", 0, 1));
        directory.await(seen, 2, () -> woken.add("now"));
        assertThat(woken).containsExactly("now");
    }

    @Test
    void remembersOnlySoManyNamesThatWent() {
        for (int i = 0; i < 5_000; i++) {
            Served served = served("m" + i, 0, i);
            directory.add(served);
            directory.remove(served);
        }
        int remembered = 0;
        for (int i = 0; i < 5_000; i++) {
            remembered += directory.vanished("m" + i) == null ? 0 : 1;
        }
        assertThat(remembered).isBetween(1, 1_000);
    }

    @Test
    void aNameThatCameBackIsNotMissed() {
        Served served = served("m", 0, 1);
        directory.add(served);
        time.advance(Duration.ofSeconds(1));
        directory.remove(served);
        assertThat(directory.vanished("m")).isEqualTo(1_000_000_000L);
        directory.add(served);
        assertThat(directory.vanished("m")).isNull();
    }

    private Served served(String name, int ranking, long id) {
        ScriptedModel model = ScriptedModel.silent(name);
        ModelInfo info = new ModelInfo(name, "scripted", Map.of());
        Breaker breaker =
                new Breaker(
                        BreakerSettings.MODEL, time::nanoTime, new Random(1), (from, to, t) -> {});
        PluginGuard guard = new PluginGuard(breaker, new Bulkhead(1, time::nanoTime));
        return new Served(model, info, ranking, id, breaker, guard);
    }

    private static Route route(String name, String... candidates) {
        return new Route() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<String> candidates() {
                return List.of(candidates);
            }
        };
    }
}
