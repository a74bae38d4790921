package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Search;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What we look for ourselves. */
final class Searches {

    private Searches() {}

    static Search runs(Optional<String> status, String sortBy, boolean ascending) {
        return new Search(
                Map.of(),
                Map.of(),
                status,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                10,
                0,
                sortBy,
                ascending);
    }
}
