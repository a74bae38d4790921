package io.demijohn.checkpoint;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What an operator does with a store. Offered beside {@link CheckpointStore} by a store that needs
 * care. All methods return at once; appends and reads go on while a job runs.
 */
@ConsumerType
public interface CheckpointMaintenance {

    /**
     * What is in the store now. Does not read the disk.
     *
     * @return counts and bytes
     */
    StoreStatistics statistics();

    /**
     * Reads everything that is stored and checks it.
     *
     * @return the job; it fails with a {@link CheckpointException}: OVERLOADED when another job is
     *     running, UNAVAILABLE when the store is closed or cannot be read
     */
    MaintenanceJob<Verification> verify();

    /**
     * Gives back the space of what is not needed any more.
     *
     * @return the job; it fails as {@link #verify}'s does, and UNAVAILABLE also when the disk
     *     fails; what was done until then stays done
     */
    MaintenanceJob<Compacted> compact();
}
