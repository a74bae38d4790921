package io.demijohn.itests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.crash.EventReader.Event;
import io.demijohn.itests.crash.outside.CallLog.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Compares what clients and the outside saw with what the platform says afterwards. */
final class Audit {

    private static final int READERS = 8;

    /** For all runs together: nothing new is begun any more. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    private final Site site;
    private final Crowd crowd;
    private final Findings findings;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong pieces = new AtomicLong();
    private final AtomicLong checkpoints = new AtomicLong();
    private final long end = System.nanoTime() + SETTLING.toNanos();
    private final Set<String> failedJobs = ConcurrentHashMap.newKeySet();

    Audit(Site site, Crowd crowd, Findings findings) {
        this.site = site;
        this.crowd = crowd;
        this.findings = findings;
    }

    void run() throws InterruptedException {
        Map<String, List<Told>> threads = new LinkedHashMap<>();
        crowd.told()
                .forEach(
                        told ->
                                threads.computeIfAbsent(told.thread, t -> new ArrayList<>())
                                        .add(told));
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        var work = new ArrayList<Future<?>>();
        crowd.told().forEach(told -> work.add(readers.submit(() -> replay(told))));
        threads.forEach((thread, runs) -> work.add(readers.submit(() -> history(thread, runs))));
        for (Future<?> one : work) {
            try {
                one.get();
            } catch (ExecutionException e) {
                findings.violation("audit", String.valueOf(e.getCause()));
            }
        }
        readers.shutdown();
        crowd.lost().forEach(lost -> findings.violation("accepted", lost));
        outside();
        count();
    }

    private void count() {
        List<Told> all = crowd.told();
        findings.count("runs accepted", all.size());
        findings.count(
                "  under way at a kill", all.stream().filter(t -> !t.kills.isEmpty()).count());
        findings.count(
                "  ended with success",
                all.stream().filter(t -> t.status.equals("success") && !t.parked).count());
        findings.count("  parked, outcome unknown", all.stream().filter(t -> t.parked).count());
        findings.count(
                "  streams that broke and went on", all.stream().mapToLong(t -> t.breaks).sum());
        findings.count("  told of a tool that failed", failedJobs.size());
        findings.count("threads deleted", crowd.deleted().size());
        findings.count("requests refused (429, 503)", crowd.countRefused());
        findings.count("requests without an answer, sent again", crowd.countUnanswered());
        findings.count("events acknowledged", events.get());
        findings.count("  pieces of answers cut off, said anew", pieces.get());
        findings.count("checkpoints in the histories", checkpoints.get());
        findings.count("answers with an undocumented status", Wire.undocumented());
        if (Wire.undocumented() > 0) {
            findings.violation("I6 status", Wire.statuses());
        }
    }

    private Wire wire(Told told) {
        return site.tenant(told.tenant);
    }

    /** Every event that was acknowledged is in a replay of everything, with the same content. */
    private void replay(Told told) {
        told.violations.forEach(v -> findings.violation("accepted run", told + ": " + v));
        if (!told.violations.isEmpty()
                || told.status.isEmpty()
                || crowd.deleted().contains(told.thread)) {
            return;
        }
        if (!told.status.equals("success")) {
            findings.violation(
                    "ended well", told + ": " + told.status + " " + wire(told).ask(told.place()));
        }
        Map<String, String> all = new LinkedHashMap<>();
        Patience.until(
                "replay of " + told,
                () -> {
                    all.clear();
                    return readAll(told, all) ? true : null;
                });
        events.addAndGet(told.events.size());
        Map<Long, Long> attempts = new HashMap<>();
        all.keySet()
                .forEach(
                        id ->
                                attempts.merge(
                                        Place.of(id).step(), Place.of(id).attempt(), Math::max));
        told.events.forEach(
                (id, hash) -> {
                    String now = all.get(id);
                    if (now == null && isCutOff(Place.of(id), hash, attempts)) {
                        pieces.incrementAndGet();
                    } else if (now == null) {
                        findings.violation("event missing", told + ": " + id + " " + hash);
                    } else if (!now.equals(hash)) {
                        findings.violation(
                                "event changed", told + ": " + id + " " + hash + ", now " + now);
                    }
                });
        gaps(told, all.keySet());
    }

    /** Only pieces of an answer that was not recorded may vanish: it is said anew. */
    private static boolean isCutOff(Place place, String hash, Map<Long, Long> attempts) {
        return hash.startsWith("messages ")
                && attempts.getOrDefault(place.step(), -1L) > place.attempt();
    }

    private boolean readAll(Told told, Map<String, String> all) throws IOException {
        var answer = wire(told).resume(told.place() + "/stream", "-1");
        if (answer.statusCode() != 200) {
            answer.body().close();
            if (answer.statusCode() == 404) {
                findings.violation("accepted run", told + " is not there");
                return true;
            }
            return false;
        }
        try (var reader = new EventReader(answer.body())) {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                if (Told.isFailedTool(event)) {
                    failedJobs.add(told.job);
                    findings.note(told.job + " was told: " + event.data());
                }
                if (!event.id().isEmpty() && all.put(event.id(), event.hash()) != null) {
                    findings.violation("event twice", told + ": " + event.id());
                }
            }
        }
        return true;
    }

    /** Within a step indices count up from 0; a later attempt goes on or begins again. */
    private void gaps(Told told, Set<String> ids) {
        Place before = null;
        for (String id : ids) {
            Place place = Place.of(id);
            boolean follows =
                    before == null
                            ? place.step() == 0 && place.index() == 0
                            : place.step() == before.step() + 1 && place.index() == 0
                                    || place.step() == before.step() && follows(before, place);
            if (!follows) {
                findings.violation("gap in events", told + ": " + id + " after " + before);
            }
            before = place;
        }
    }

    private static boolean follows(Place before, Place place) {
        boolean next = place.index() == before.index() + 1;
        return place.attempt() == before.attempt()
                ? next || place.index() == before.index() && place.frame() > before.frame()
                : place.attempt() > before.attempt() && (next || place.index() == 0);
    }

    /** Each checkpoint's parent is the one before it, and no run of the thread is left open. */
    private void history(String thread, List<Told> runs) {
        Wire wire = wire(runs.get(0));
        if (crowd.deleted().contains(thread)) {
            if (!wire.ask("/threads/" + thread).isNull()) {
                findings.violation("came back", "the deleted thread " + thread);
            }
            return;
        }
        JsonNode history = wire.ask("/threads/" + thread + "/history?limit=1000");
        for (int i = 0; i + 1 < history.size(); i++) {
            String parent = history.get(i).at("/parent_checkpoint/checkpoint_id").asText();
            String before = history.get(i + 1).at("/checkpoint/checkpoint_id").asText();
            long step = history.get(i).at("/metadata/step").asLong();
            long stepBefore = history.get(i + 1).at("/metadata/step").asLong();
            if (!parent.equals(before) || step != stepBefore + 1) {
                findings.violation(
                        "gap in checkpoints",
                        runs
                                + ": step "
                                + step
                                + " of "
                                + parent
                                + " after "
                                + stepBefore
                                + " "
                                + before);
            }
        }
        checkpoints.addAndGet(history.size());
        String open = settled(wire, thread);
        if (!open.isEmpty()) {
            findings.violation("never ended", runs + ": " + open);
        }
    }

    private String settled(Wire wire, String thread) {
        String open = open(wire, thread);
        while (!open.isEmpty() && System.nanoTime() < end) {
            Patience.pause();
            open = open(wire, thread);
        }
        return open;
    }

    /** Also a run whose request was never answered may be there, and ends. */
    private static String open(Wire wire, String thread) {
        var open = new StringBuilder();
        for (JsonNode run : wire.ask("/threads/" + thread + "/runs?limit=100")) {
            String status = run.get("status").asText();
            if (status.equals("pending") || status.equals("running")) {
                open.append(run.get("run_id").asText()).append(" is ").append(status).append(' ');
            }
        }
        return open.toString();
    }

    /** What the model and the tools wrote down. */
    private void outside() {
        List<Call> calls = site.outside().calls();
        Map<String, List<Call>> tools = new TreeMap<>();
        Map<String, Long> known = new HashMap<>(); // job and round to when its answer was recorded
        crowd.told()
                .forEach(
                        told ->
                                told.recorded.forEach(
                                        (round, at) ->
                                                known.merge(
                                                        told.job + " " + round, at, Math::min)));
        long repeated = 0;
        long paidAgain = 0;
        Map<String, Integer> asked = new HashMap<>();
        for (Call call : calls) {
            String place = call.job() + " " + call.round();
            if (call.kind().equals("model")) {
                paidAgain += asked.merge(place, 1, Integer::sum) > 1 ? 1 : 0;
                if (known.getOrDefault(place, Long.MAX_VALUE) < call.millis()) {
                    findings.violation("paid twice", call + ", recorded at " + known.get(place));
                }
            } else {
                known.merge(place, call.millis(), Math::min);
                tools.computeIfAbsent(call.kind() + " " + place, p -> new ArrayList<>()).add(call);
            }
        }
        for (Map.Entry<String, List<Call>> entry : tools.entrySet()) {
            List<Call> same = entry.getValue();
            Set<String> keys = new HashSet<>();
            same.forEach(call -> keys.add(call.key()));
            repeated += same.size() - 1;
            if (entry.getKey().startsWith("pay") && same.size() > 1) {
                findings.violation("effectful twice", same.toString());
            }
            if (entry.getKey().startsWith("put") && (keys.size() > 1 || keys.contains("-"))) {
                findings.violation("repeated with another key", same.toString());
            }
        }
        completed(tools.keySet());
        findings.count(
                "calls of the model", calls.stream().filter(c -> c.kind().equals("model")).count());
        findings.count("  asked again, answer not recorded", paidAgain);
        findings.count("calls of tools", tools.values().stream().mapToLong(List::size).sum());
        findings.count("  repeated, same key or no effect", repeated);
    }

    /** A run that says it is done has done everything. */
    private void completed(Set<String> done) {
        crowd.told().stream().filter(t -> t.toolFailed).forEach(t -> failedJobs.add(t.job));
        for (Told told : crowd.told()) {
            boolean seen = !crowd.deleted().contains(told.thread) || !told.events.isEmpty();
            boolean failed = failedJobs.contains(told.job);
            if (told.status.equals("success") && !told.parked && seen && !failed) {
                Set<String> missing = new TreeSet<>();
                for (int round = 0; round < told.plan.size(); round++) {
                    for (String tool : told.plan.get(round).split("\\+", -1)) {
                        String call = tool + " " + told.job + " " + round;
                        if (!done.contains(call)) {
                            missing.add(call);
                        }
                    }
                }
                if (!missing.isEmpty()) {
                    findings.violation("said done, not done", told + ": " + missing);
                }
            }
        }
    }
}
