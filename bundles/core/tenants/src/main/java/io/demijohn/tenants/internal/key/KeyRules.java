package io.demijohn.tenants.internal.key;

import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.TenantException;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a new key must be. */
final class KeyRules {

    private static final Pattern NAME = Pattern.compile("[^;\\p{Cc}]{0,100}");
    private static final Pattern MODEL = Pattern.compile("[^;,\\s\\p{Cc}]{1,200}");
    private static final int MOST_MODELS = 100;

    private KeyRules() {}

    static ApiKey check(KeyRequest request, String madeUp, Instant now) {
        String id = request.id().orElse(madeUp);
        ids("id", id);
        ids("tenant", request.tenant());
        request.team().ifPresent(team -> ids("team", team));
        require(
                NAME.matcher(request.name()).matches(),
                "name must have at most 100 characters, no semicolons and no control characters");
        require(
                ApiKey.ENDPOINTS.containsAll(request.endpoints()),
                "endpoints must be of " + new TreeSet<>(ApiKey.ENDPOINTS));
        require(request.models().size() <= MOST_MODELS, "models has more than 100 names");
        require(
                request.models().stream().allMatch(model -> MODEL.matcher(model).matches()),
                "models must be names, or prefixes with a * at the end");
        require(
                request.expires().filter(end -> !end.isAfter(now)).isEmpty(),
                "expires must be later than now");
        return new ApiKey(
                id,
                request.tenant(),
                request.team(),
                request.name().strip(),
                request.role(),
                request.endpoints(),
                request.models(),
                request.limits(),
                Optional.of(now),
                request.expires(),
                Optional.empty());
    }

    static ApiKey withOverlap(ApiKey key, Optional<Instant> until) {
        return new ApiKey(
                key.id(),
                key.tenant(),
                key.team(),
                key.name(),
                key.role(),
                key.endpoints(),
                key.models(),
                key.limits(),
                key.created(),
                key.expires(),
                until);
    }

    private static void ids(String field, String value) {
        require(
                KeyLine.isId(value),
                field + " must be 1 to 64 letters, digits, dots, dashes or underscores");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new TenantException(TenantException.Kind.INVALID, message);
        }
    }
}
