package io.demijohn.tenant;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What callers may be told of their limits. */
@ProviderType
public interface LimitService {

    /**
     * The tightest limit of each unit that a call would meet now.
     *
     * @param tenant whose call
     * @param key id of its key; empty for the platform's own
     * @param model the model or route asked for
     * @return at most one for each unit; empty when nothing is limited. Takes microseconds
     */
    List<LimitStanding> standing(String tenant, Optional<String> key, String model);
}
