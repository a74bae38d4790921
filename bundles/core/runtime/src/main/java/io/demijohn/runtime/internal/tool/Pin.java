package io.demijohn.runtime.internal.tool;

import io.demijohn.runtime.internal.journal.Origin;
import java.util.Comparator;
import org.osgi.framework.Version;

/** Which bundles may serve a run that began with a certain one. */
final class Pin {

    private Pin() {}

    static Version version(Origin origin) {
        try {
            return Version.parseVersion(origin.version());
        } catch (IllegalArgumentException e) {
            return Version.emptyVersion; // only tests have such
        }
    }

    static boolean exact(Origin pin, Origin there) {
        return pin.equals(there);
    }

    /** A later version with the same major number keeps what the earlier one promised. */
    static boolean compatible(Origin pin, Origin there) {
        Version old = version(pin);
        Version now = version(there);
        return pin.bundle().equals(there.bundle())
                && old.getMajor() == now.getMajor()
                && now.compareTo(old) >= 0;
    }

    /** Best first: by ranking, then the newer version of one bundle. */
    static Comparator<ToolEntry> order() {
        return Comparator.comparingInt(ToolEntry::ranking)
                .thenComparing(entry -> version(entry.origin()))
                .reversed();
    }
}
