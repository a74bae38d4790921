package io.demijohn.provider.simulated.internal;

import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One rule of a script: when it fits and what it then does. */
final class Rule {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{(\\d|question|results)\\}\\}");

    private final Pattern match;
    private final OptionalInt turn;
    private final AtomicInteger left;
    private final List<Step> steps;
    private final Optional<FinishReason> finish;

    Rule(
            Pattern match,
            OptionalInt turn,
            int times,
            List<Step> steps,
            Optional<FinishReason> finish) {
        this.match = match;
        this.turn = turn;
        this.left = new AtomicInteger(times);
        this.steps = steps;
        this.finish = finish;
    }

    Optional<Plan> plan(Conversation conversation) {
        if (turn.isPresent() && turn.getAsInt() != conversation.turn()) {
            return Optional.empty();
        }
        Matcher matcher = match.matcher(conversation.question());
        if (!matcher.find() || left.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            return Optional.empty();
        }
        List<Step> filled = steps.stream().map(step -> fill(step, matcher, conversation)).toList();
        return Optional.of(new Plan(filled, finish));
    }

    private static Step fill(Step step, Matcher matcher, Conversation conversation) {
        if (step instanceof Step.Say say) {
            return new Step.Say(fill(say.text(), matcher, conversation));
        }
        if (step instanceof Step.Call call) {
            return new Step.Call(call.tool(), fill(call.arguments(), matcher, conversation));
        }
        return step;
    }

    private static String fill(String text, Matcher matcher, Conversation conversation) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        value(found.group(1), matcher, conversation)));
    }

    private static String value(String name, Matcher matcher, Conversation conversation) {
        return switch (name) {
            case "question" -> conversation.question();
            case "results" ->
                    conversation.toolResults().stream()
                            .map(Message::text)
                            .collect(Collectors.joining(" "));
            default -> group(matcher, Integer.parseInt(name));
        };
    }

    private static String group(Matcher matcher, int number) {
        String found = number <= matcher.groupCount() ? matcher.group(number) : "";
        return found == null ? "" : found;
    }
}
