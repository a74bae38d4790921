package io.demijohn.gateway.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ChatDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class InOrderTest {

    private final List<ChatDelta> told = new ArrayList<>();
    private final InOrder order = new InOrder(told::add);

    private static ChatDelta call(int index, String arguments) {
        return new ChatDelta.Call(index, Optional.empty(), Optional.empty(), arguments);
    }

    @Test
    void whatIsInOrderIsToldAtOnce() {
        List<ChatDelta> pieces =
                List.of(
                        new ChatDelta.Text("a"),
                        call(0, ""),
                        call(0, "{}"),
                        call(1, "{\"a\":"),
                        call(1, "1}"),
                        new ChatDelta.Text("b"));
        for (int i = 0; i < pieces.size(); i++) {
            order.add(pieces.get(i));
            assertThat(told).hasSize(i + 1);
        }
        assertThat(told).isEqualTo(pieces);
    }

    @Test
    void aCallWithoutArgumentsYetHoldsTheNextOneBack() {
        order.add(call(0, ""));
        order.add(call(1, "{}"));
        assertThat(told).containsExactly(call(0, ""));
        order.add(call(0, "{}"));
        assertThat(told).containsExactly(call(0, ""), call(0, "{}"), call(1, "{}"));
    }

    /** Pieces in any mixture come out as they were, call by call. */
    @RepeatedTest(20)
    void mixedPiecesAreSortedAndNoneIsLost(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Map<Integer, String> wanted = new HashMap<>();
        List<List<ChatDelta>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String arguments = "{\"a\":{\"b\":" + random.nextInt(1_000_000) + "}}";
            wanted.put(i, arguments);
            List<ChatDelta> pieces = new ArrayList<>(List.of(call(i, "")));
            for (char letter : arguments.toCharArray()) {
                pieces.add(call(i, String.valueOf(letter)));
            }
            calls.add(pieces);
        }
        while (!calls.isEmpty()) {
            List<ChatDelta> one = calls.get(random.nextInt(calls.size()));
            order.add(one.remove(0));
            calls.removeIf(List::isEmpty);
        }
        order.complete();
        Map<Integer, String> seen = new HashMap<>();
        List<Integer> sequence = new ArrayList<>();
        for (ChatDelta piece : told) {
            ChatDelta.Call call = (ChatDelta.Call) piece;
            seen.merge(call.index(), call.arguments(), String::concat);
            if (sequence.isEmpty() || sequence.get(sequence.size() - 1) != call.index()) {
                sequence.add(call.index());
            }
        }
        assertThat(seen).isEqualTo(wanted);
        assertThat(sequence).hasSize(4);
    }
}
