package io.demijohn.tenants.internal.usage;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings in {@code etc/io.demijohn.usage.cfg}. A change closes the log and opens it again. */
@ObjectClassDefinition(name = "Demijohn usage", description = "The log of what calls have used")
public @interface UsageConfig {

    /** Days. */
    @AttributeDefinition(description = "Days of usage that can be asked about, 32 to 1,000")
    int days() default 90;

    /** Records. */
    @AttributeDefinition(
            description =
                    "Records that may wait while the disk is slow, 1,000 to 10,000,000; more are"
                            + " lost, and counted")
    int waiting_max() default 200_000;

    /** Megabytes. */
    @AttributeDefinition(
            description = "Megabytes of log files that are kept beside the sums, 64 to 1,000,000")
    int keep_megabytes() default 512;
}
