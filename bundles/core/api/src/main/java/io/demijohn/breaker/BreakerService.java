package io.demijohn.breaker;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The breakers of this process, to look at and to overrule. */
@ProviderType
public interface BreakerService {

    /**
     * All breakers. One whose model has gone is listed for some minutes yet.
     *
     * @return by id
     */
    List<BreakerStatus> breakers();

    /**
     * Overrules a breaker, or lets it decide again. It stays overruled while its model is there and
     * the process lives.
     *
     * @param id of {@link BreakerStatus}
     * @param mode who decides; {@link BreakerMode#AUTOMATIC} closes it and forgets what it counted
     * @return how it is now
     * @throws IllegalArgumentException when there is none of this id; says which there are
     */
    BreakerStatus set(String id, BreakerMode mode);
}
