package io.demijohn.itests.load;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The requests of one conversation after the other: so many turns on one thread, then a new one.
 * Not safe for use by several threads.
 */
final class Turns {

    private static final String BODY =
            "{\"assistant_id\":\"%s\",\"if_not_exists\":\"create\",\"input\":{\"messages\":["
                    + "{\"role\":\"user\",\"content\":\"%s\"}]}}";

    private final String key;
    private final String end;
    private final byte[] json;
    private final int length;
    private final SplittableRandom random;
    private String thread = "";
    private int turn;

    /**
     * Conversations.
     *
     * @param end of the path, such as runs/wait
     * @param length turns of one thread
     */
    Turns(String key, String agent, String end, String message, int length, long seed) {
        this.key = key;
        this.end = end;
        this.json =
                BODY.formatted(agent, message).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        this.length = length;
        this.random = new SplittableRandom(seed);
    }

    byte[] next() {
        if (turn == 0 || turn == length) {
            thread = new UUID(random.nextLong(), random.nextLong()).toString();
            turn = 0;
        }
        turn++;
        return ResponseReader.request("POST", "/threads/" + thread + "/" + end, key, json);
    }

    String thread() {
        return thread;
    }

    /** Which turn of its thread the last request was, from 1. */
    int turn() {
        return turn;
    }

    /** What is wrong with an answer, or nothing. */
    static String fault(Answer answer) {
        if (answer.status() != 200) {
            return "status " + answer.status();
        }
        String text = answer.text();
        if (text.contains("__error__") || text.contains("event: error")) {
            return text.length() < 400 ? text : text.substring(0, 400);
        }
        return text.contains("\"type\":\"ai\"") ? "" : "no answer of the model";
    }

    /** Answers of the model in the state that came back. */
    static int answers(String state) {
        int count = 0;
        for (int at = state.indexOf("\"type\":\"ai\""); at >= 0; count++) {
            at = state.indexOf("\"type\":\"ai\"", at + 10);
        }
        return count;
    }
}
