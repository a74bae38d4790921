package io.demijohn.storage.filesystem.internal;

import io.demijohn.storage.filesystem.internal.DiskOperation.Kind;

/** What happens at an operation of the {@link Disk}, and from there on. */
enum Fault {
    /** A write takes some of the bytes and says how many. */
    SHORT_WRITE(false),
    /** A write leaves some of the bytes and fails. */
    TORN_WRITE(false),
    /** The operation fails and nothing of it happens. */
    EIO(false),
    /** So does every one after it. */
    EIO_FOR_EVER(true),
    /**
     * Three operations that need space fail, a write after some of its bytes; then there is some.
     */
    ENOSPC_A_WHILE(false),
    /** They fail from here on. */
    ENOSPC(true),
    /** A force fails; its pages count as clean and are not on the device, as Linux does it. */
    FAILED_FORCE(false),
    /** So does every one after it. */
    FAILED_FORCE_FOR_EVER(true),
    /** A force fails, and the system has thrown the pages out of its cache, too. */
    FAILED_FORCE_EVICTED(false),
    /** The process dies, in the middle of the operation; the page cache lives on. */
    CRASH(true),
    /** The power goes, and nothing that was not forced is left. */
    POWER_CUT_NOTHING_LEFT(true),
    /** The power goes, and by chance everything was on the device. */
    POWER_CUT_ALL_LEFT(true),
    /** The power goes; of what was not forced each sector of 512 bytes is there or not. */
    POWER_CUT_TORN(true);

    private final boolean lasting;

    Fault(boolean lasting) {
        this.lasting = lasting;
    }

    /** Whether the machine is not the same again by itself. */
    boolean isLasting() {
        return lasting;
    }

    /** Whether nothing works after it. */
    boolean isEnd() {
        return this == CRASH || isPowerCut();
    }

    boolean isPowerCut() {
        return this == POWER_CUT_NOTHING_LEFT
                || this == POWER_CUT_ALL_LEFT
                || this == POWER_CUT_TORN;
    }

    boolean isForce() {
        return this == FAILED_FORCE
                || this == FAILED_FORCE_FOR_EVER
                || this == FAILED_FORCE_EVICTED;
    }

    boolean isSpace() {
        return this == ENOSPC || this == ENOSPC_A_WHILE;
    }

    /** Whether this operation can have it. */
    boolean meets(Kind kind) {
        return switch (this) {
            case SHORT_WRITE, TORN_WRITE -> kind == Kind.WRITE;
            case ENOSPC, ENOSPC_A_WHILE ->
                    kind == Kind.WRITE || kind == Kind.CREATE || kind == Kind.RENAME;
            case FAILED_FORCE, FAILED_FORCE_FOR_EVER -> kind.isForce();
            case FAILED_FORCE_EVICTED -> kind == Kind.FORCE;
            default -> true;
        };
    }

    /** What the power cut leaves. */
    Survival survival() {
        return switch (this) {
            case POWER_CUT_NOTHING_LEFT -> Survival.NOTHING;
            case POWER_CUT_ALL_LEFT -> Survival.ALL;
            default -> Survival.TORN;
        };
    }

    /** What is left of that which was not forced. */
    enum Survival {
        NOTHING,
        ALL,
        TORN
    }
}
