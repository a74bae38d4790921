package io.demijohn.tenant;

import org.osgi.annotation.versioning.ProviderType;

/** What calls of models have used and cost. */
@ProviderType
public interface UsageService {

    /**
     * Adds usage up. What has just ended is in it within a second.
     *
     * @param query which
     * @return the sums
     */
    UsageReport report(UsageQuery query);
}
