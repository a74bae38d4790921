package io.demijohn.agent;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells the outside world of the end of a run. The runtime owes a notice from the record that ends
 * the run until it is told that the notice was taken; it tries again, also after a restart, and so
 * a receiver may hear a notice more than once, under the same id.
 */
@ConsumerType
public interface WebhookSender {

    /**
     * Sends one notice, once. Does not block, and ends within a minute.
     *
     * @param tenant whose run
     * @param notice what to tell
     * @return completes when the receiver has taken it; with an {@link AgentException} of kind
     *     INVALID or NOT_FOUND when it is no use to try again (a forbidden address, 410 Gone); with
     *     anything else when it is to be tried again, no sooner than {@link
     *     AgentException#retryAfter()} if that is there
     */
    CompletionStage<Void> send(String tenant, WebhookNotice notice);
}
