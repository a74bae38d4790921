package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.Resolution;
import io.demijohn.runtime.internal.json.Doc;

/**
 * What a person has said of a call that may have happened.
 *
 * @param callId the model's id of the call
 * @param tool the tool
 * @param outcome what became of it
 * @param text what the person said; empty once the thread has taken it over
 * @param digest of the outcome and the text, to know the same answer again
 * @param by who said it
 */
public record Verdict(
        String callId,
        String tool,
        Resolution.Outcome outcome,
        String text,
        String digest,
        String by) {

    private static final String NAMES = "5f0c7a1e-6d2f-4b0e-9f57-1d7f6f0f6b11";

    /**
     * A fresh answer.
     *
     * @param callId the model's id of the call
     * @param tool the tool
     * @param said by the person
     * @return with its digest
     */
    public static Verdict of(String callId, String tool, Resolution said) {
        return new Verdict(callId, tool, said.outcome(), said.text(), digest(said), said.by());
    }

    private static String digest(Resolution said) {
        return NameId.of(NAMES, said.outcome().name() + ":" + said.text());
    }

    /**
     * Whether somebody says the same.
     *
     * @param other another answer, by whomever
     * @return true for the same outcome and text
     */
    public boolean same(Resolution other) {
        return digest.equals(digest(other));
    }

    /**
     * The answer as it was given, as far as it is kept.
     *
     * @return without its text once the thread has taken that over
     */
    public Resolution said() {
        return new Resolution(outcome, text, by);
    }

    Verdict sealed() {
        return new Verdict(callId, tool, outcome, "", digest, by);
    }

    Doc write() {
        return Doc.empty()
                .put("call", callId)
                .put("tool", tool)
                .put("outcome", outcome.name())
                .put("text", text)
                .put("digest", digest)
                .put("by", by);
    }

    static Verdict read(Doc doc) {
        return new Verdict(
                doc.text("call"),
                doc.text("tool"),
                Resolution.Outcome.valueOf(doc.text("outcome")),
                doc.text("text"),
                doc.text("digest"),
                doc.text("by"));
    }
}
