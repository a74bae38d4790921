package io.demijohn.gateway.internal.tenants;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.tenant.IssuedKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/keys}: the keys of the administrator's own tenant. */
public final class KeysApi {

    private static final Duration DAY = Duration.ofDays(1);

    private final Platform platform;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     */
    public KeysApi(Platform platform) {
        this.platform = platform;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("GET", "/admin/keys", this::list)
                .add("POST", "/admin/keys", this::create)
                .add("GET", "/admin/keys/{id}", this::get)
                .add("DELETE", "/admin/keys/{id}", this::revoke)
                .add("POST", "/admin/keys/{id}/rotate", this::rotate);
    }

    private CompletionStage<Reply> list(Call call) {
        return completedFuture(
                Reply.json(
                        platform.keys().list(Optional.of(call.tenant())).stream()
                                .map(KeyBody::write)
                                .toList()));
    }

    private CompletionStage<Reply> create(Call call) {
        IssuedKey issued = platform.keys().create(KeyBody.read(call.body(), call.tenant()));
        Reply.Whole reply = issued(issued);
        Reply.Whole created = new Reply.Whole(201, reply.type(), reply.headers(), reply.body());
        return completedFuture(Reply.with(created, "Location", "/admin/keys/" + issued.key().id()));
    }

    private CompletionStage<Reply> get(Call call) {
        String id = call.path("id");
        return completedFuture(
                platform.keys()
                        .find(id)
                        .filter(key -> key.tenant().equals(call.tenant()))
                        .map(key -> Reply.json(KeyBody.write(key)))
                        .orElseThrow(() -> Problem.of(404, "there is no key " + id)));
    }

    private CompletionStage<Reply> revoke(Call call) {
        platform.keys().revoke(call.tenant(), call.path("id"));
        return completedFuture(Reply.empty(204));
    }

    private CompletionStage<Reply> rotate(Call call) {
        Fields body = call.body();
        body.onlyKnown(Set.of("overlap_seconds"));
        long seconds = body.optionalLong("overlap_seconds").orElse(DAY.toSeconds());
        if (seconds < 0 || seconds > DAY.multipliedBy(30).toSeconds()) {
            throw new FieldProblem("overlap_seconds", "must be from 0 to 2592000");
        }
        return completedFuture(
                issued(
                        platform.keys()
                                .rotate(
                                        call.tenant(),
                                        call.path("id"),
                                        Duration.ofSeconds(seconds))));
    }

    private static Reply.Whole issued(IssuedKey issued) {
        Map<String, @Nullable Object> out = KeyBody.write(issued.key());
        out.put("secret", issued.secret().reveal());
        return Reply.json(out);
    }
}
