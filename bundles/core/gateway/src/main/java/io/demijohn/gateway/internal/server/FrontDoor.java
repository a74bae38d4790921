package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Access;
import io.demijohn.gateway.internal.http.Addresses;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Principal;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Query;
import io.demijohn.gateway.internal.http.Route;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.key.Keys;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The way of every request: host, route, key, body, endpoint, answer. Each step may refuse, in the
 * dialect of the address, before the next one costs anything.
 */
final class FrontDoor extends Handler.Abstract {

    /** For routes that do not look at a body; some clients send "{}" all the same. */
    private static final long NO_BODY_BYTES = 1024;

    private final Routes routes;
    private final Keys keys;
    private final Supplier<Meters> meters;
    private final Settings settings;
    private final HostGuard hosts;
    private final Cors cors;
    private final RequestLog log;
    private final OpenStreams streams;
    private final BodyBudget bodies;
    private final Workers workers;

    FrontDoor(
            Routes routes, Keys keys, Supplier<Meters> meters, Settings settings, Workers workers) {
        this.workers = workers;
        this.routes = routes;
        this.keys = keys;
        this.meters = meters;
        this.settings = settings;
        this.hosts = new HostGuard(settings);
        this.cors = new Cors(settings);
        this.log = new RequestLog(settings.requestLog());
        this.streams = new OpenStreams(settings);
        this.bodies = BodyBudget.ofHeap(settings.maxBodyBytes());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback, meters.get(), log, streams);
        try {
            if (cors.apply(request, response)) {
                exchange.empty(204);
            } else {
                serve(request, exchange);
            }
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
        return true;
    }

    private void serve(Request request, Exchange exchange) {
        String path = request.getHttpURI().getPath();
        boolean anthropic = request.getHeaders().contains(Dialect.ANTHROPIC_HEADER);
        exchange.dialect(Addresses.dialect(path, anthropic));
        hosts.check(Request.getServerName(request));
        Routes.Match match = routes.find(request.getMethod(), Addresses.segments(path));
        exchange.route(match.route());
        Principal principal = admit(request, match.route());
        Query query = Query.parse(Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""));
        RequestBody reader = body(request, match.route(), exchange);
        reader.read()
                .thenApply(bytes -> call(request, match, principal, query, bytes, exchange))
                .thenComposeAsync(
                        match.route().endpoint()::answer, worker(match.route(), principal))
                .whenComplete((reply, failure) -> reader.release())
                .whenComplete(exchange::end);
    }

    // What tells whether we live must not stand in line with what reads from the disk.
    private Executor worker(Route route, Principal principal) {
        return route.access() == Access.OPEN ? Runnable::run : workers.of(principal.tenant());
    }

    private Call call(
            Request request,
            Routes.Match match,
            Principal principal,
            Query query,
            byte[] body,
            Exchange exchange) {
        return new Call(
                        match.parameters(),
                        query,
                        request.getHeaders()::get,
                        principal,
                        exchange.id(),
                        request.getMethod() + " " + request.getHttpURI().getPathQuery(),
                        body,
                        exchange.watch())
                .telling(model -> exchange.limits(() -> keys.standing(principal, model)));
    }

    private RequestBody body(Request request, Route route, Exchange exchange) {
        long limit = route.takesBody() ? settings.maxBodyBytes() : NO_BODY_BYTES;
        return new RequestBody(request, limit, bodies, settings, exchange.scheduler());
    }

    private Principal admit(Request request, Route route) {
        Access access = route.access();
        boolean open =
                access == Access.OPEN || (access == Access.METRICS && settings.metricsOpen());
        if (open) {
            return Principal.ANYBODY;
        }
        String remote = Request.getRemoteAddr(request);
        try {
            Principal principal = keys.authenticate(remote, credential(request.getHeaders()));
            if (access == Access.ADMIN && principal.role() != Principal.Role.ADMIN) {
                throw Problem.of(403, "This needs an administrator's key");
            }
            if (access != Access.ADMIN && !principal.mayUse(route.endpointName())) {
                throw Problem.of(403, "This key is not for the endpoint " + route.endpointName())
                        .withCode("insufficient_permissions");
            }
            return principal;
        } catch (Problem refused) {
            meters.get().keyRefused();
            throw refused;
        }
    }

    private static @Nullable String credential(HttpFields headers) {
        String key = headers.get("x-api-key");
        if (key != null && !key.isBlank()) {
            return key.strip();
        }
        String authorization = headers.get(HttpHeader.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? authorization.substring(7).strip()
                : null;
    }
}
