package io.demijohn.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.call.CancellationSource;
import io.demijohn.gateway.internal.agents.KeptOutlet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RecentAnswersTest {

    private long now;
    private final RecentAnswers recent = new RecentAnswers(() -> now);
    private final List<Call> served = new ArrayList<>();
    private CompletableFuture<Reply> answer = new CompletableFuture<>();
    private final Endpoint once =
            recent.once(
                    call -> {
                        served.add(call);
                        return answer;
                    });

    private static Call call(String tenant, String key, String body, CancellationSource gone) {
        return new Call(
                Map.of(),
                Query.parse(""),
                name -> name.equals("Idempotency-Key") ? key : null,
                new Principal("id", tenant, Principal.Role.USER, Optional.empty()),
                "request",
                "POST /x",
                body.getBytes(StandardCharsets.UTF_8),
                gone);
    }

    private CompletableFuture<? extends Reply> ask(String tenant, String key, String body) {
        return ask(tenant, key, body, new CancellationSource());
    }

    private CompletableFuture<? extends Reply> ask(
            String tenant, String key, String body, CancellationSource gone) {
        return once.answer(call(tenant, key, body, gone)).toCompletableFuture();
    }

    @Test
    void twoAtOnceAreOneAndTheThirdGetsTheSame() {
        CompletableFuture<? extends Reply> first = ask("t", "k", "{}");
        CompletableFuture<? extends Reply> second = ask("t", "k", "{}");
        Reply reply = Reply.json(1);
        answer.complete(reply);
        assertThat(List.of(first.join(), second.join(), ask("t", "k", "{}").join()))
                .containsOnly(reply);
        assertThat(served).hasSize(1);
    }

    @Test
    void anotherRequestWithTheKeyIsRefused() {
        ask("t", "k", "{}");
        assertThatThrownBy(() -> ask("t", "k", "{ }"))
                .hasMessageStartingWith("Idempotency-Key k was used for another request");
        ask("another tenant", "k", "{ }");
        assertThat(served).hasSize(2);
    }

    @Test
    void whatFailedIsTriedAgain() {
        CompletableFuture<? extends Reply> failed = ask("t", "k", "{}");
        answer.completeExceptionally(Problem.of(503, "away"));
        assertThat(failed).isCompletedExceptionally();
        answer = new CompletableFuture<>();
        ask("t", "k", "{}");
        assertThat(served).hasSize(2);
    }

    @Test
    void anAnswerIsForgottenAfterAWhile() {
        ask("t", "k", "{}");
        answer.complete(Reply.json(1));
        now += Duration.ofMinutes(10).toNanos();
        ask("t", "k", "{}");
        now += 1;
        ask("t", "k", "{}");
        assertThat(served).hasSize(2);
    }

    @Test
    void aTenantsKeysAreBounded() {
        for (int i = 0; i < 1_001; i++) {
            ask("t", "k" + i, "{}");
        }
        ask("t", "k1", "{}");
        assertThat(served).hasSize(1_001);
        ask("t", "k0", "{}");
        assertThat(served).as("the eldest went").hasSize(1_002);
    }

    @Test
    void itIsStoppedOnlyWhenNobodyWaits() {
        CancellationSource one = new CancellationSource();
        CancellationSource two = new CancellationSource();
        ask("t", "k", "{}", one);
        ask("t", "k", "{}", two);
        one.cancel();
        assertThat(served.get(0).gone().isCancelled()).isFalse();
        two.cancel();
        assertThat(served.get(0).gone().isCancelled()).isTrue();
        ask("t", "k", "{}");
        assertThat(served).hasSize(2);
    }

    @Test
    void aStreamIsReadFromItsBeginningByEverybody() {
        List<Outlet> writers = new ArrayList<>();
        answer.complete(
                new Reply.Streamed(Reply.EVENTS, Map.of(), new byte[] {'\n'}, writers::add));
        KeptOutlet first = read();
        writers.get(0).offer("a".getBytes(StandardCharsets.UTF_8));
        KeptOutlet second = read();
        first.cut();
        writers.get(0).offer("b".getBytes(StandardCharsets.UTF_8));
        writers.get(0).finish();
        KeptOutlet late = read();
        assertThat(second.frames).containsExactly("a", "b");
        assertThat(late.frames).containsExactly("a", "b");
        assertThat(writers).hasSize(1);
    }

    private KeptOutlet read() {
        KeptOutlet outlet = new KeptOutlet();
        ((Reply.Streamed) ask("t", "k", "{}").join()).source().accept(outlet);
        return outlet;
    }

    @Test
    void aStreamThatBrokeOffIsMadeAgain() {
        List<Outlet> writers = new ArrayList<>();
        answer.complete(
                new Reply.Streamed(Reply.EVENTS, Map.of(), new byte[] {'\n'}, writers::add));
        read();
        writers.get(0).breakOff();
        read();
        assertThat(writers).hasSize(2);
    }

    @Test
    void streamsThatAreUnderWayAreBoundedToo() {
        byte[] most = new byte[RecentAnswers.MAX_ANSWER];
        List<Outlet> writers = new ArrayList<>();
        answer.complete(
                new Reply.Streamed(Reply.EVENTS, Map.of(), new byte[] {'\n'}, writers::add));
        for (int i = 0; i < 65; i++) {
            ((Reply.Streamed) ask("t", "k" + i, "{}").join()).source().accept(new KeptOutlet());
            writers.get(i).offer(most);
        }
        ask("t", "k63", "{}");
        assertThat(served).hasSize(65);
        ask("t", "k64", "{}");
        assertThat(served).as("there was no room to keep it").hasSize(66);
        writers.get(0).breakOff();
        ask("t", "k65", "{}");
        ((Reply.Streamed) ask("t", "k65", "{}").join()).source().accept(new KeptOutlet());
        writers.get(65).offer(most);
        ask("t", "k65", "{}");
        assertThat(served).as("now there is").hasSize(67);
    }

    @Test
    void whoIsRefusedDoesNotCountAsWaiting() {
        CancellationSource gone = new CancellationSource();
        ask("t", "k", "{}", gone);
        assertThatThrownBy(() -> ask("t", "k", "{ }")).hasMessageContaining("another request");
        gone.cancel();
        assertThat(served.get(0).gone().isCancelled()).isTrue();
    }
}
