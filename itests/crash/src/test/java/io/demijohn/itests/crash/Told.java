package io.demijohn.itests.crash;

import io.demijohn.itests.crash.EventReader.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that a client was told about one run: what may not be missing later. */
final class Told {

    private static final Pattern CANARY = Pattern.compile("canary-([a-z]+)-");
    private static final Pattern ROUND = Pattern.compile("Round (\\d+)|All (\\d+) rounds");

    final String tenant;
    final String job;
    final List<String> plan;
    final String thread;
    final String run;

    /** What went wrong while it was watched. */
    final List<String> violations = new ArrayList<>();

    /** The kills during which it was under way. */
    final Set<String> kills = new TreeSet<>();

    /** Id of an event to its name and the hash of its data. */
    final Map<String, String> events = new LinkedHashMap<>();

    /** Round of the model to the time when its answer was known to be recorded. */
    final Map<Integer, Long> recorded = new LinkedHashMap<>();

    String last = "-1";
    String status = "";
    boolean parked;
    boolean resolvedByRetry;
    boolean toolFailed;
    int breaks;

    Told(String tenant, String job, List<String> plan, String thread, String run) {
        this.tenant = tenant;
        this.job = job;
        this.plan = plan;
        this.thread = thread;
        this.run = run;
    }

    String place() {
        return "/threads/" + thread + "/runs/" + run;
    }

    /** Takes an event down. */
    void hear(Event event) {
        if (event.id().isEmpty()) {
            return; // a stream's own failure
        }
        if (!last.equals("-1") && Place.of(event.id()).compareTo(Place.of(last)) <= 0) {
            violations.add("event " + event.id() + " came after " + last);
        }
        last = event.id();
        events.put(event.id(), event.hash());
        Matcher canary = CANARY.matcher(event.data());
        while (canary.find()) {
            if (!canary.group(1).equals(tenant)) {
                violations.add("a word of tenant " + canary.group(1) + " in event " + event.id());
            }
        }
        toolFailed |= isFailedTool(event);
        if (event.name().equals("updates") && event.data().startsWith("{\"agent\"")) {
            Matcher round = ROUND.matcher(event.data());
            if (round.find()) {
                String number = round.group(1) == null ? round.group(2) : round.group(1);
                recorded.putIfAbsent(Integer.parseInt(number), System.currentTimeMillis());
            }
        }
    }

    /** The model was told that a call has failed: it may say that all is done all the same. */
    static boolean isFailedTool(Event event) {
        return event.name().equals("updates")
                && event.data().startsWith("{\"tools\"")
                && event.data().contains("\"status\":\"error\"");
    }

    @Override
    public String toString() {
        return tenant + " " + job + " " + run + " " + kills;
    }
}
