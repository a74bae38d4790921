package io.demijohn.runtime.internal.journal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an answer was split while the model spoke: the deltas without their text, which is in the
 * message. A text delta is its length, a piece of a call is {@code -(1 + 4 * index + flags)} and
 * the length of its arguments; flag 1 says that the id goes with it, flag 2 the name.
 *
 * @param lengths the deltas
 * @param said what was said, when it is not what the message says
 */
public record Speech(List<Integer> lengths, Optional<Message> said) {

    private static final int ID = 1;
    private static final int NAME = 2;

    /** Nothing was said before the answer was complete. */
    public static final Speech NONE = new Speech(List.of(), Optional.empty());

    /** Copies. */
    public Speech {
        lengths = List.copyOf(lengths);
    }

    /**
     * Measures deltas against the answer that they make up.
     *
     * @param deltas in order
     * @param message the answer
     * @return from which {@link #deltas} makes the same again
     */
    public static Speech of(List<ChatDelta> deltas, Message message) {
        List<Integer> lengths = new ArrayList<>();
        Transcript transcript = new Transcript();
        for (ChatDelta delta : deltas) {
            transcript.add(delta);
            if (delta instanceof ChatDelta.Call call) {
                lengths.add(-(1 + 4 * call.index() + flags(call)));
                lengths.add(call.arguments().length());
            } else {
                lengths.add(((ChatDelta.Text) delta).text().length());
            }
        }
        Message said = transcript.message(message.id());
        return new Speech(lengths, says(message, said) ? Optional.empty() : Optional.of(said));
    }

    private static int flags(ChatDelta.Call call) {
        return (call.id().isPresent() ? ID : 0) + (call.name().isPresent() ? NAME : 0);
    }

    /** Whether every delta can be cut out of the message. */
    private static boolean says(Message message, Message said) {
        return message.text().startsWith(said.text())
                && message.toolCalls().size() >= said.toolCalls().size()
                && message.toolCalls().subList(0, said.toolCalls().size()).equals(said.toolCalls());
    }

    /**
     * How many deltas there are.
     *
     * @return the size of {@link #deltas}, without making them
     */
    public int count() {
        int count = 0;
        for (int i = 0; i < lengths.size(); i++) {
            count++;
            i += lengths.get(i) < 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * The deltas again.
     *
     * @param message the answer
     * @return the same texts and splits
     */
    public List<ChatDelta> deltas(Message message) {
        Message source = said.orElse(message);
        String text = source.text();
        int[] at = new int[source.toolCalls().size()];
        List<ChatDelta> deltas = new ArrayList<>(lengths.size());
        int spoken = 0;
        for (int i = 0; i < lengths.size(); i++) {
            int length = lengths.get(i);
            if (length >= 0) {
                deltas.add(new ChatDelta.Text(text.substring(spoken, spoken + length)));
                spoken += length;
            } else {
                deltas.add(piece(source.toolCalls(), -length - 1, lengths.get(++i), at));
            }
        }
        return deltas;
    }

    private static ChatDelta piece(List<ToolCall> calls, int code, int length, int[] at) {
        int index = code / 4;
        ToolCall call = calls.get(index);
        int from = at[index];
        at[index] += length;
        return new ChatDelta.Call(
                index,
                (code & ID) != 0 ? Optional.of(call.id()) : Optional.empty(),
                (code & NAME) != 0 ? Optional.of(call.name()) : Optional.empty(),
                call.arguments().substring(from, from + length));
    }
}
