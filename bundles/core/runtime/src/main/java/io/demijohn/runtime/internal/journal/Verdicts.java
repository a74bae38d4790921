package io.demijohn.runtime.internal.journal;

import io.demijohn.runtime.internal.json.Doc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What people have said of the calls in question at one checkpoint. Kept until calls of another
 * checkpoint are in question, so that an answer that comes twice is known.
 *
 * @param position the checkpoint's id
 * @param since when the thread stopped there, milliseconds
 * @param next the run that went on, once all was said
 * @param said by question
 */
public record Verdicts(
        String position, long since, Optional<String> next, Map<String, Verdict> said) {

    /** Nothing was asked yet. */
    public static final Verdicts NONE = new Verdicts("", 0, Optional.empty(), Map.of());

    /** Copies. */
    public Verdicts {
        said = Collections.unmodifiableMap(new LinkedHashMap<>(said));
    }

    Verdicts asked(String at, long time) {
        return at.equals(position) ? this : new Verdicts(at, time, Optional.empty(), Map.of());
    }

    /** The same of a copied checkpoint. */
    Verdicts moved(String from, String to) {
        return position.equals(from) ? new Verdicts(to, since, next, said) : this;
    }

    Verdicts with(Fact.Resolved fact) {
        Map<String, Verdict> all = new LinkedHashMap<>(said);
        all.put(fact.question(), fact.verdict());
        return new Verdicts(position, since, fact.next().or(() -> next), all);
    }

    /** The texts are in the thread's messages now. */
    Verdicts sealed() {
        Map<String, Verdict> all = new LinkedHashMap<>();
        said.forEach((question, verdict) -> all.put(question, verdict.sealed()));
        return new Verdicts(position, since, next, all);
    }

    Doc write() {
        Doc answers = Doc.empty();
        said.forEach((question, verdict) -> answers.put(question, verdict.write()));
        return Doc.empty()
                .put("position", position)
                .put("since", since)
                .put("next", next)
                .put("said", answers.map());
    }

    static Verdicts read(Doc doc) {
        Map<String, Verdict> said = new LinkedHashMap<>();
        Doc answers = doc.doc("said");
        answers.map()
                .keySet()
                .forEach(question -> said.put(question, Verdict.read(answers.doc(question))));
        return new Verdicts(doc.text("position"), doc.number("since"), doc.optional("next"), said);
    }
}
