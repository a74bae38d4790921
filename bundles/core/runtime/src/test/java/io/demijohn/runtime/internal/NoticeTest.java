package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.NoticeState;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.WebhookNotice;
import io.demijohn.agent.WebhookSender;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The end of a run is told, sooner or later, whatever happens. */
final class NoticeTest {

    private static final URI HOOK = URI.create("https://hooks.example.org/end");

    /** A receiver that does what the test wants, and remembers. */
    private static final class Post implements WebhookSender {
        final List<WebhookNotice> heard = new CopyOnWriteArrayList<>();
        final Function<WebhookNotice, CompletionStage<Void>> answer;

        Post(Function<WebhookNotice, CompletionStage<Void>> answer) {
            this.answer = answer;
        }

        @Override
        public CompletionStage<Void> send(String tenant, WebhookNotice notice) {
            heard.add(notice);
            return answer.apply(notice);
        }
    }

    private static Post taking() {
        return new Post(notice -> CompletableFuture.completedFuture(null));
    }

    private static Rig rig() {
        return Rig.of(new ScriptedRouter(request -> Answer.text("ok")));
    }

    private static Run start(Rig rig, String thread) {
        RunHandling handling =
                new RunHandling(
                        RunPriority.NORMAL, Optional.empty(), Duration.ZERO, Optional.of(HOOK), 0);
        return Rig.await(
                rig.runs.start(Rig.TENANT, Rig.ask(thread).say("hi").request().with(handling)));
    }

    private static NoticeState.Status status(Rig rig, Run run) {
        return rig.runs.notice(Rig.TENANT, run.id()).orElseThrow().status();
    }

    @Test
    void theEndIsToldWithTheStateAndThatIsWrittenDown() {
        try (Rig rig = rig()) {
            Post post = taking();
            rig.runtime.addSender(post);
            Run run = start(rig, rig.thread().id());
            rig.join(run);
            Rig.until(() -> status(rig, run) == NoticeState.Status.DELIVERED);
            WebhookNotice notice = post.heard.get(0);
            assertThat(notice.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(notice.url()).isEqualTo(HOOK);
            assertThat(notice.state().values().messages()).hasSize(2);
            assertThat(notice.endedAt()).isAfterOrEqualTo(notice.startedAt());
            try (Rig next = rig.restart()) {
                assertThat(status(next, run)).isEqualTo(NoticeState.Status.DELIVERED);
            }
            assertThat(post.heard).hasSize(1);
        }
    }

    @Test
    void anEndThatIsWrittenAlthoughTheStoreSaidNoIsToldAsWell() {
        try (Rig rig = rig()) {
            Post post = taking();
            AtomicBoolean said = new AtomicBoolean();
            rig.runtime.addSender(post);
            rig.store.refuseLate(
                    append ->
                            append.entries().stream().anyMatch(e -> e.type() == RecordType.TERMINAL)
                                            && said.compareAndSet(false, true)
                                    ? Optional.of(
                                            new CheckpointException(
                                                    CheckpointException.Kind.UNAVAILABLE, "late"))
                                    : Optional.empty());
            Run run = start(rig, rig.thread().id());
            Rig.until(said::get);
            Rig.until(() -> status(rig, run) == NoticeState.Status.DELIVERED);
            assertThat(post.heard).hasSize(1);
        }
    }

    @Test
    void whatFailedIsTriedAgainUnderTheSameId() {
        try (Rig rig = rig()) {
            Post post =
                    new Post(
                            notice ->
                                    notice.attempt() == 1
                                            ? CompletableFuture.failedFuture(
                                                    new IllegalStateException("503"))
                                            : CompletableFuture.completedFuture(null));
            rig.runtime.addSender(post);
            Run run = start(rig, rig.thread().id());
            Rig.until(() -> status(rig, run) == NoticeState.Status.DELIVERED);
            assertThat(post.heard).extracting(WebhookNotice::attempt).containsExactly(1, 2);
            assertThat(post.heard.get(0).id()).isEqualTo(post.heard.get(1).id());
        }
    }

    @Test
    void whatIsRefusedForGoodOrTooOftenIsGivenUpAndSaysWhy() {
        List<RuntimeException> refusals =
                List.of(
                        new AgentException(AgentException.Kind.INVALID, "private address"),
                        new IllegalStateException("private address"));
        for (RuntimeException refusal : refusals) {
            try (Rig rig =
                    new Rig(
                            new MemoryStore(),
                            new ScriptedRouter(request -> Answer.text("ok")),
                            Map.of("webhook_attempts", 1))) {
                rig.runtime.addSender(new Post(notice -> CompletableFuture.failedFuture(refusal)));
                Run run = start(rig, rig.thread().id());
                Rig.until(() -> status(rig, run) == NoticeState.Status.GIVEN_UP);
                assertThat(rig.runs.notice(Rig.TENANT, run.id()).orElseThrow().reason())
                        .contains("private address");
            }
        }
    }

    @Test
    void aNoticeWaitsForSomebodyWhoSendsAndATemporaryThreadWaitsForIt() {
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        new ScriptedRouter(request -> Answer.text("ok")),
                        Map.of("temporary_retention_seconds", 0))) {
            Run run = start(rig, null);
            rig.join(run);
            assertThat(status(rig, run)).isEqualTo(NoticeState.Status.OWED);
            assertThat(rig.threads.find(Rig.TENANT, run.threadId())).isPresent();
            Post post = taking();
            rig.runtime.addSender(post);
            Rig.until(() -> !post.heard.isEmpty());
            Rig.until(() -> rig.threads.find(Rig.TENANT, run.threadId()).isEmpty());
        }
    }

    @Test
    void aTenantWhoseReceiversHangHoldsUpNobodyElse() {
        CompletableFuture<Void> hangs = new CompletableFuture<>();
        Post post =
                new Post(
                        notice ->
                                notice.url().getQuery() == null
                                        ? CompletableFuture.completedFuture(null)
                                        : hangs);
        try (Rig rig = rig()) {
            rig.runtime.addSender(post);
            List<Run> slow = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                URI url = URI.create("https://hooks" + i / 4 + ".example.org/end?hangs");
                slow.add(tell(rig, Rig.TENANT, url));
                rig.join(slow.get(i));
            }
            Rig.until(() -> post.heard.size() >= 8);
            URI same = URI.create("https://hooks0.example.org/end");
            Run other = tell(rig, "another", same);
            Rig.until(
                    () ->
                            rig.runs.notice("another", other.id()).orElseThrow().status()
                                    == NoticeState.Status.DELIVERED);
            assertThat(post.heard).hasSize(9);
            hangs.complete(null);
            slow.forEach(run -> Rig.until(() -> status(rig, run) == NoticeState.Status.DELIVERED));
        }
    }

    private static Run tell(Rig rig, String tenant, URI url) {
        RunHandling handling =
                new RunHandling(
                        RunPriority.NORMAL, Optional.empty(), Duration.ZERO, Optional.of(url), 0);
        String thread = Rig.await(rig.threads.create(tenant, Optional.empty(), Map.of())).id();
        return Rig.await(
                rig.runs.start(tenant, Rig.ask(thread).say("hi").request().with(handling)));
    }

    @Test
    void aThreadThatOwesTooManyGivesUpTheOldestAndSaysSo() {
        try (Rig rig = rig()) {
            String thread = rig.thread().id();
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < 1_001; i++) {
                Run run = start(rig, thread);
                rig.join(run);
                runs.add(run);
            }
            Run first = runs.get(0);
            Rig.until(() -> status(rig, first) == NoticeState.Status.GIVEN_UP);
            assertThat(rig.runs.notice(Rig.TENANT, first.id()).orElseThrow().reason().orElseThrow())
                    .contains("more than 1000 notices");
            assertThat(status(rig, runs.get(1))).isEqualTo(NoticeState.Status.OWED);
            assertThat(status(rig, runs.get(1_000))).isEqualTo(NoticeState.Status.OWED);
            try (Rig next = rig.restart()) {
                assertThat(status(next, first)).isEqualTo(NoticeState.Status.GIVEN_UP);
            }
        }
    }

    /** Wherever the process dies, each accepted run's end is told, under one id. */
    @Property(tries = 12)
    void everyEndIsToldWhereverTheProcessDies(
            @ForAll @IntRange(min = 1, max = 5) int group, @ForAll boolean acknowledged) {
        Rig rig = rig();
        Post post = taking();
        rig.runtime.addSender(post);
        String thread = rig.thread().id();
        rig.store.dieAfter(group, acknowledged);
        RunHandling handling =
                new RunHandling(
                        RunPriority.NORMAL, Optional.empty(), Duration.ZERO, Optional.of(HOOK), 0);
        var accepted =
                rig.runs.start(Rig.TENANT, Rig.ask(thread).say("hi").request().with(handling));
        Rig.until(
                () ->
                        rig.store.dead()
                                || (accepted.toCompletableFuture().isDone()
                                        && status(rig, Rig.await(accepted))
                                                == NoticeState.Status.DELIVERED));
        try (Rig next = rig.restart()) {
            next.runtime.addSender(post);
            if (accepted.toCompletableFuture().isDone()) {
                Run run = Rig.await(accepted);
                Rig.until(() -> status(next, run) == NoticeState.Status.DELIVERED);
                assertThat(post.heard)
                        .extracting(WebhookNotice::id)
                        .isNotEmpty()
                        .containsOnly(post.heard.get(0).id());
            }
        }
    }
}
