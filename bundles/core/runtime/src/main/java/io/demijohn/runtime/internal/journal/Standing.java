package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.StateValues;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a thread stands: all that a fork, a replay or a roll-back replaces.
 *
 * @param position the present checkpoint
 * @param values its values
 * @param round the superstep of tools that is not complete
 * @param stop why the thread does not go on
 * @param verdicts what people have said of calls that may have happened
 * @param versions of the state that the values are in, by agent
 */
record Standing(
        Position position,
        StateValues values,
        Round round,
        Stop stop,
        Verdicts verdicts,
        Map<String, Integer> versions) {

    static final Standing NONE =
            new Standing(
                    Position.NONE,
                    StateValues.EMPTY,
                    Round.NONE,
                    Stop.NONE,
                    Verdicts.NONE,
                    Map.of());

    /** Copies. */
    Standing {
        versions = Map.copyOf(versions);
    }

    Standing at(Position place, StateValues held) {
        return new Standing(place, held, Round.NONE, stop, verdicts, versions);
    }

    Standing with(Round newRound) {
        return new Standing(position, values, newRound, stop, verdicts, versions);
    }

    Standing with(Stop newStop) {
        return new Standing(position, values, round, newStop, verdicts, versions);
    }

    Standing with(Verdicts newVerdicts) {
        return new Standing(position, values, round, stop, newVerdicts, versions);
    }

    /** The same checkpoint, its values as another version of the agent reads them. */
    Standing as(String agent, int version, StateValues held) {
        Map<String, Integer> all = new LinkedHashMap<>(versions);
        all.put(agent, version);
        return new Standing(position, held, round, stop, verdicts, all);
    }

    Standing in(String threadId) {
        Position there = position.in(threadId);
        return new Standing(
                there, values, round, stop, verdicts.moved(position.id(), there.id()), versions);
    }

    Doc write(Doc doc) {
        return doc.put("position", position.write())
                .put("values", MessageJson.write(values))
                .put("round", round.write())
                .put("stop", stop.write())
                .put("verdicts", verdicts.write())
                .put("versions", versions);
    }

    static Standing read(Doc doc) {
        Map<String, Integer> versions = new LinkedHashMap<>();
        doc.object("versions")
                .forEach((agent, number) -> versions.put(agent, ((Number) number).intValue()));
        return new Standing(
                doc.has("position") ? Position.read(doc.doc("position")) : Position.NONE,
                MessageJson.values(doc.doc("values")),
                Round.read(doc.doc("round")),
                Stop.read(doc.doc("stop")),
                doc.optional("verdicts", Verdicts::read).orElse(Verdicts.NONE),
                versions);
    }
}
