package io.demijohn.shell.internal.agent;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunStatus;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Prints a run's events as they come: tokens one by one, tool calls and their answers. */
final class EventPrinter implements Flow.Subscriber<RunEvent> {

    private final CompletableFuture<Run> ended = new CompletableFuture<>();
    private final PrintStream stream;
    private final boolean quiet;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile String answer = "";
    private boolean midLine;

    EventPrinter(Output out) {
        stream = out.stream();
        quiet = out.json();
    }

    CompletableFuture<Run> ended() {
        return ended;
    }

    /** What the model said last; all of it once the run has ended. */
    String answer() {
        return answer;
    }

    void stop() {
        Flow.Subscription present = subscription;
        if (present != null) {
            present.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(RunEvent event) {
        if (event instanceof RunEvent.MessageComplete done
                && done.message().role() == Role.ASSISTANT) {
            answer = done.message().text();
        }
        if (!quiet) {
            print(event);
        }
        if (event instanceof RunEvent.Ended end) {
            ended.complete(end.run());
        }
    }

    @Override
    public void onError(Throwable error) {
        ended.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        ended.completeExceptionally(
                new IllegalStateException("the events ended before the run did"));
    }

    private void print(RunEvent event) {
        if (event instanceof RunEvent.MessageDelta piece
                && piece.delta() instanceof ChatDelta.Text text) {
            stream.print(Output.printable(text.text()));
            midLine = true;
        } else if (event instanceof RunEvent.MessageComplete done) {
            message(done.message(), done.streamed());
        } else if (event instanceof RunEvent.Paused) {
            line("⏸ paused for a person");
        } else if (event instanceof RunEvent.Ended end && end.run().status() != RunStatus.SUCCESS) {
            line("✗ " + Views.lower(end.run().status()) + reason(end.run()));
        }
        stream.flush();
    }

    private void message(Message message, boolean streamed) {
        if (message.role() == Role.TOOL) {
            String mark = message.failed() ? "✗ " : "← ";
            line("  " + mark + message.name().orElse("tool") + ": " + message.text());
            return;
        }
        if (!streamed && !message.text().isEmpty()) {
            stream.print(Output.printable(message.text()));
            midLine = true;
        }
        endLine();
        message.toolCalls()
                .forEach(call -> line("  → " + call.name() + "(" + call.arguments() + ")"));
    }

    private void line(String text) {
        endLine();
        stream.println(Output.printable(text));
    }

    private void endLine() {
        if (midLine) {
            stream.println();
            midLine = false;
        }
    }

    private static String reason(Run run) {
        return run.error().map(e -> ": " + e.error() + ": " + e.message()).orElse("");
    }
}
