package io.demijohn.tenant;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where limits are counted. The platform has counters in memory, for one node; a service with a
 * higher ranking, such as one over Redis, counts for several.
 *
 * <p>A counter of requests or tokens lets exactly its limit pass in any minute, however many ask at
 * once; one of concurrency lets exactly its limit be under way.
 */
@ConsumerType
public interface LimitCounters {

    /**
     * Takes units from all counters, or from none.
     *
     * @param draws which and how many; not empty
     * @return completes with the answer. A store that cannot be reached must answer within its own
     *     time limit, from what it last knew: it neither hangs nor fails a call
     */
    CompletionStage<LimitReservation> reserve(List<LimitDraw> draws);

    /**
     * How a counter stands, as this node last knew it. Must not wait.
     *
     * @param draw which; its amount is ignored
     * @return an unused one when nothing is known of it
     */
    LimitStanding standing(LimitDraw draw);
}
