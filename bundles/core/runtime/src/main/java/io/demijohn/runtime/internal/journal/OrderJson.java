package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunRequest.Resume;
import io.demijohn.runtime.internal.json.Doc;
import io.demijohn.runtime.internal.json.MessageJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Accepted runs as stored objects. */
final class OrderJson {

    private OrderJson() {}

    static Doc write(RunOrder order) {
        Doc doc =
                Doc.empty()
                        .put("id", order.id())
                        .put("thread", order.threadId())
                        .put("assistant", order.assistantId())
                        .put("agent", order.agent())
                        .put("agentVersion", order.agentVersion())
                        .put("hasInput", order.hasInput())
                        .put("resume", order.resume().map(OrderJson::resume))
                        .put("checkpoint", order.checkpointId())
                        .put("config", order.config())
                        .put("context", order.context())
                        .put("metadata", order.metadata());
        return doc.put("before", order.interruptBefore())
                .put("after", order.interruptAfter())
                .put("multitask", order.multitask().name())
                .put("temporary", order.temporary())
                .put("keep", order.keepTemporary())
                .put("cancel", order.cancelOnDisconnect())
                .put("kwargs", order.kwargs())
                .put("created", order.createdAt().toEpochMilli())
                .put("handling", HandlingJson.write(order.handling()));
    }

    private static Map<String, Object> resume(Resume resume) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("value", resume.value());
        return answer;
    }

    static RunOrder read(Doc doc) {
        return new RunOrder(
                doc.text("id"),
                doc.text("thread"),
                doc.text("assistant"),
                doc.text("agent"),
                (int) doc.number("agentVersion"),
                doc.flag("hasInput"),
                doc.optional("resume", answer -> new Resume(answer.map().get("value"))),
                doc.optional("checkpoint"),
                doc.object("config"),
                doc.object("context"),
                doc.object("metadata"),
                doc.texts("before"),
                doc.texts("after"),
                MultitaskStrategy.valueOf(doc.text("multitask")),
                doc.flag("temporary"),
                doc.flag("keep"),
                doc.flag("cancel"),
                doc.object("kwargs"),
                doc.time("created"),
                doc.optional("handling", HandlingJson::read).orElse(RunHandling.DEFAULT));
    }

    static Doc write(OpenRun run) {
        return Doc.empty()
                .put("order", write(run.order()))
                .put("input", run.input().map(MessageJson::write))
                .put("parked", run.parked().map(Parked::write));
    }

    static OpenRun open(Doc doc) {
        return new OpenRun(
                read(doc.doc("order")),
                doc.optional("input", MessageJson::update),
                doc.optional("parked", Parked::read));
    }

    static Optional<Doc> input(Optional<io.demijohn.agent.StateUpdate> input) {
        return input.map(MessageJson::write);
    }
}
