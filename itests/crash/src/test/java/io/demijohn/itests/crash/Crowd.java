package io.demijohn.itests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Many clients of several tenants, and what they were told. */
final class Crowd implements AutoCloseable {

    /** More than one customer waits for anything, and the drills' crowds are large. */
    private static final Duration LEAVING = Duration.ofMinutes(10);

    private final OutsideProcess outside;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> customers = new ArrayList<>();
    private final Queue<Told> all = new ConcurrentLinkedQueue<>();
    private final Set<Told> open = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean closing;

    Crowd(OutsideProcess outside) {
        this.outside = outside;
    }

    /** Lets clients come, evenly from the tenants. */
    Crowd enter(int count, Map<String, Wire> tenants, long seed) {
        closing = false;
        List<String> names = List.copyOf(tenants.keySet());
        for (int i = 0; i < count; i++) {
            String tenant = names.get(i % names.size());
            customers.add(
                    threads.submit(new Customer(this, tenants.get(tenant), tenant, seed + i)));
        }
        return this;
    }

    /** No new runs; waits until the last one has ended or is parked. */
    void leave() {
        closing = true;
        long end = System.nanoTime() + LEAVING.toNanos();
        for (Future<?> customer : customers) {
            try {
                customer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                lost.add(String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                throw new AssertionError(
                        "clients are still there after " + LEAVING + "; open runs: " + open);
            } catch (InterruptedException e) {
                throw new IllegalStateException("still open: " + open, e);
            }
        }
        customers.clear();
    }

    /** Sends everybody home, whatever they wait for. */
    @Override
    public void close() {
        closing = true;
        threads.shutdownNow();
    }

    boolean isClosing() {
        return closing;
    }

    int nextJob() {
        return jobs.incrementAndGet();
    }

    Told accepted(Told told) {
        all.add(told);
        open.add(told);
        return told;
    }

    void done(Told told) {
        open.remove(told);
    }

    int open() {
        return open.size();
    }

    int ended() {
        return all.size() - open.size();
    }

    void deleted(String thread) {
        deleted.add(thread);
    }

    Set<String> deleted() {
        return deleted;
    }

    void unanswered() {
        unanswered.incrementAndGet();
    }

    void refused() {
        refused.incrementAndGet();
    }

    void lost(String what) {
        lost.add(what);
    }

    /** Notes that what is under way now will have to survive something; how many runs that are. */
    int during(String kill) {
        open.forEach(told -> told.kills.add(kill));
        return open.size();
    }

    /** Whether the call that a question is about came to the outside. */
    boolean happened(JsonNode question) {
        String job = argument(question, "job");
        int round = Integer.parseInt(argument(question, "round"));
        String tool = question.get("tool").asText();
        return outside.calls().stream()
                .anyMatch(
                        call ->
                                call.kind().equals(tool)
                                        && call.job().equals(job)
                                        && call.round() == round);
    }

    private static String argument(JsonNode question, String name) {
        try {
            return Wire.JSON.readTree(question.get("arguments").asText()).get(name).asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not arguments: " + question, e);
        }
    }

    List<Told> told() {
        return List.copyOf(all);
    }

    List<String> lost() {
        return List.copyOf(lost);
    }

    int countUnanswered() {
        return unanswered.get();
    }

    int countRefused() {
        return refused.get();
    }
}
