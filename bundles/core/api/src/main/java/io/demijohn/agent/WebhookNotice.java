package io.demijohn.agent;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/**
 * The end of a run, to be told to the URL that its caller gave.
 *
 * @param id a UUID, the same for every try: by it the receiver knows what it has heard already
 * @param url where to; absolute, http or https
 * @param run with its last status
 * @param state the thread's state at the end of the run
 * @param startedAt when the run was accepted
 * @param endedAt when it ended
 * @param attempt counts tries since the start of the process, from 1
 */
public record WebhookNotice(
        String id,
        URI url,
        Run run,
        Checkpoint state,
        Instant startedAt,
        Instant endedAt,
        int attempt) {
    /** Checks that nothing is missing. */
    public WebhookNotice {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(endedAt, "endedAt");
    }
}
