package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.ThreadService;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** A history that a new thread is given, so that a copy from elsewhere has its own. */
record Supersteps(List<Step> steps) {

    record Step(StateUpdate update, Optional<String> asNode) {}

    static Supersteps read(Fields body) {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (Object superstep : body.optionalList("supersteps").orElse(List.of())) {
            Fields fields = Fields.of("supersteps[" + number++ + "]", superstep);
            int place = 0;
            for (Object update : fields.optionalList("updates").orElse(List.of())) {
                steps.add(step(Fields.of(fields.path("updates[" + place++ + "]"), update)));
            }
        }
        return new Supersteps(steps);
    }

    private static Step step(Fields update) {
        if (update.has("command") && !update.map("command").isEmpty()) {
            Fields command = update.optionalObject("command").orElseThrow();
            if (command.has("goto") || command.has("resume")) {
                throw new FieldProblem(command.path("update"), "is all that a superstep may have");
            }
            return new Step(values(command, "update"), asNode(update));
        }
        return new Step(values(update, "values"), asNode(update));
    }

    private static StateUpdate values(Fields holder, String name) {
        return holder.optionalObject(name)
                .map(MessageIn::update)
                .orElse(new StateUpdate(List.of(), List.of(), Map.of()));
    }

    private static Optional<String> asNode(Fields update) {
        return update.optionalString("as_node");
    }

    CompletionStage<AgentThread> apply(ThreadService threads, Call call, AgentThread thread) {
        List<Integer> places = IntStream.range(0, steps.size()).boxed().toList();
        return Stages.each(
                        places,
                        place ->
                                threads.updateState(
                                        call.tenant(),
                                        thread.id(),
                                        steps.get(place).update(),
                                        steps.get(place).asNode(),
                                        Optional.empty(),
                                        Keys.part(call.idempotency(), place)))
                .thenApply(done -> threads.find(call.tenant(), thread.id()).orElse(thread));
    }
}
