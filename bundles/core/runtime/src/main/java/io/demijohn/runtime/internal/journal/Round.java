package io.demijohn.runtime.internal.journal;

import io.demijohn.model.Message;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A superstep of tools that is not complete: the calls of the last message, by place.
 *
 * @param attempt of its events
 * @param intended calls that were announced and have no answer: they may have happened
 * @param effectful those of them that must not be made twice, whatever their tools say later
 * @param results answers in the order in which they came
 * @param told how many of them are events of an earlier run, which paused in the middle
 */
public record Round(
        long attempt,
        Set<Integer> intended,
        Set<Integer> effectful,
        Map<Integer, Message> results,
        int told) {

    static final Round NONE = new Round(0, Set.of(), Set.of(), Map.of(), 0);

    /** Another run goes on with it; its own events count from 0. */
    Round resumed() {
        return new Round(attempt, intended, effectful, results, results.size());
    }

    /**
     * Where the next answer stands among the events of the run.
     *
     * @return from 0
     */
    int nextIndex() {
        return results.size() - told;
    }

    Round announce(Fact.Intended fact) {
        Set<Integer> all = new TreeSet<>(intended);
        all.addAll(fact.calls());
        Set<Integer> never = without(effectful, fact.calls());
        never.addAll(fact.effectful());
        return new Round(fact.attempt(), all, never, results, told);
    }

    Round release(List<Integer> calls) {
        return new Round(
                attempt, without(intended, calls), without(effectful, calls), results, told);
    }

    private static Set<Integer> without(Set<Integer> some, List<Integer> calls) {
        Set<Integer> left = new TreeSet<>(some);
        calls.forEach(left::remove);
        return left;
    }

    Round answer(int call, Message message) {
        Map<Integer, Message> all = new LinkedHashMap<>(results);
        all.put(call, message);
        Round left = release(List.of(call));
        return new Round(attempt, left.intended(), left.effectful(), all, told);
    }

    /**
     * The answers in the order of the calls.
     *
     * @return those that are there
     */
    public List<Message> inCallOrder() {
        return new ArrayList<>(new TreeMap<>(results).values());
    }

    Doc write() {
        return Doc.empty()
                .put("attempt", attempt)
                .put("told", told)
                .put("intended", List.copyOf(intended))
                .put("effectful", List.copyOf(effectful))
                .putAll(
                        "results",
                        List.copyOf(results.entrySet()),
                        one ->
                                Doc.empty()
                                        .put("call", one.getKey() + 1)
                                        .put("message", MessageJson.write(one.getValue())));
    }

    static Round read(Doc doc) {
        Map<Integer, Message> results = new LinkedHashMap<>();
        for (Doc one : doc.list("results", item -> item)) {
            results.put((int) one.number("call") - 1, MessageJson.read(one.doc("message")));
        }
        return new Round(
                doc.number("attempt"),
                new TreeSet<>(numbers(doc, "intended")),
                new TreeSet<>(numbers(doc, "effectful")),
                results,
                (int) doc.number("told"));
    }

    static List<Integer> numbers(Doc doc, String key) {
        return doc.list(key).stream().map(value -> ((Number) value).intValue()).toList();
    }
}
