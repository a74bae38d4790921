package io.demijohn.gateway.internal.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagesTest {

    @Test
    void allAreDoneThoughOnlySomeAreShownAtOnce() {
        TreeSet<String> left = new TreeSet<>();
        IntStream.range(0, 2_500).forEach(i -> left.add("item " + i));
        Stages.all(
                        () -> left.stream().limit(1_000).toList(),
                        page -> CompletableFuture.runAsync(() -> left.removeAll(page)))
                .toCompletableFuture()
                .join();
        assertThat(left).isEmpty();
    }

    @Test
    void whatStaysInTheListIsDoneOnce() {
        List<String> done = new ArrayList<>();
        Stages.all(
                        () -> List.of("a", "b"),
                        page -> {
                            done.addAll(page);
                            return CompletableFuture.allOf();
                        })
                .toCompletableFuture()
                .join();
        assertThat(done).containsExactly("a", "b");
    }
}
