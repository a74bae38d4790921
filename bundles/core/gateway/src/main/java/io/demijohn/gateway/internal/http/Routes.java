package io.demijohn.gateway.internal.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The route table. Literal parts win over parameters. */
public final class Routes {

    private final Map<Integer, List<Entry>> bySize;
    private final List<Route> all;

    private record Entry(Route route, List<String> parts) {
        long parameters() {
            return parts.stream().filter(part -> part.startsWith("{")).count();
        }
    }

    /**
     * A route and its parameters.
     *
     * @param route the route
     * @param parameters decoded
     */
    public record Match(Route route, Map<String, String> parameters) {}

    private Routes(List<Route> all, List<Route> absent) {
        this.all = List.copyOf(all);
        this.bySize = new LinkedHashMap<>();
        for (Route route : Stream.concat(all.stream(), absent.stream()).toList()) {
            Entry entry = new Entry(route, route.parts());
            bySize.computeIfAbsent(entry.parts().size(), any -> new ArrayList<>()).add(entry);
        }
        bySize.values().forEach(list -> list.sort(Comparator.comparing(Entry::parameters)));
    }

    /** Collects routes. */
    public static final class Builder {
        private final List<Route> routes = new ArrayList<>();
        private final List<Route> absent = new ArrayList<>();
        private final RecentAnswers recent = new RecentAnswers(System::nanoTime);
        private Access access = Access.KEY;
        private Dialect dialect = Dialect.AGENTS;

        /**
         * What follows is for these callers in this dialect.
         *
         * @param who may use it
         * @param how errors look
         * @return this
         */
        public Builder section(Access who, Dialect how) {
            access = who;
            dialect = how;
            return this;
        }

        /**
         * Adds a route. What it answers to a POST with an idempotency key is kept for a while.
         *
         * @param method upper case
         * @param template the path
         * @param endpoint who serves it
         * @return this
         */
        public Builder add(String method, String template, Endpoint endpoint) {
            boolean repeatable = method.equals("POST");
            return addLasting(method, template, repeatable ? recent.once(endpoint) : endpoint);
        }

        /**
         * Adds a route that sees to idempotency keys itself, because what it makes is lasting.
         *
         * @param method upper case
         * @param template the path
         * @param endpoint who serves it
         * @return this
         */
        public Builder addLasting(String method, String template, Endpoint endpoint) {
            routes.add(new Route(method, template, access, dialect, endpoint));
            return this;
        }

        /**
         * Answers 404 at an address that a known client asks for, and that we do not have.
         *
         * @param method upper case
         * @param template the path
         * @param why one sentence
         * @return this
         */
        public Builder addAbsent(String method, String template, String why) {
            Endpoint none =
                    call -> {
                        throw Problem.of(404, why);
                    };
            absent.add(new Route(method, template, access, dialect, none));
            return this;
        }

        /**
         * The table.
         *
         * @return unchangeable
         */
        public Routes build() {
            return new Routes(routes, absent);
        }
    }

    /**
     * Every route that there is.
     *
     * @return in order of addition
     */
    public List<Route> all() {
        return all;
    }

    /**
     * Finds the route of a request.
     *
     * @param method as sent; HEAD is served as GET
     * @param segments the path, split and decoded
     * @return the route
     * @throws Problem 404, or 405 when only the method is wrong
     */
    public Match find(String method, List<String> segments) {
        TreeSet<String> allowed = new TreeSet<>();
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Entry entry : bySize.getOrDefault(segments.size(), List.of())) {
            Optional<Map<String, String>> parameters = Route.match(entry.parts(), segments);
            if (parameters.isEmpty()) {
                continue;
            }
            if (entry.route().method().equals(wanted)) {
                return new Match(entry.route(), parameters.get());
            }
            allowed.add(entry.route().method());
        }
        throw allowed.isEmpty()
                ? Problem.of(
                        404, "There is nothing at this address; /openapi.json lists what there is")
                : Problem.of(405, "Use " + String.join(" or ", allowed) + " at this address");
    }
}
