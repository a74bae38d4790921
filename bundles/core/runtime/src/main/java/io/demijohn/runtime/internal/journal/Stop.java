package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.Interrupt;
import io.demijohn.runtime.internal.json.Doc;
import java.util.List;
import java.util.Optional;

/**
 * Why the thread does not go on by itself.
 *
 * @param paused whether it waits for a person
 * @param interrupts the questions; empty at a breakpoint
 * @param error of the last run, if it failed
 */
public record Stop(boolean paused, List<Interrupt> interrupts, Optional<String> error) {

    static final Stop NONE = new Stop(false, List.of(), Optional.empty());

    /** Copies. */
    public Stop {
        interrupts = List.copyOf(interrupts);
    }

    static Stop failed(String message) {
        return new Stop(false, List.of(), Optional.of(message));
    }

    Doc write() {
        return Doc.empty()
                .put("paused", paused)
                .putAll("interrupts", interrupts, Stop::write)
                .put("error", error);
    }

    static Doc write(Interrupt interrupt) {
        return Doc.empty().put("id", interrupt.id()).put("value", interrupt.value());
    }

    static Stop read(Doc doc) {
        return new Stop(
                doc.flag("paused"), doc.list("interrupts", Stop::interrupt), doc.optional("error"));
    }

    static Interrupt interrupt(Doc doc) {
        return new Interrupt(doc.text("id"), doc.map().get("value"));
    }
}
