package io.demijohn.health;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A component's own view of its health. Register it as a service; readiness and {@code
 * demijohn:doctor} ask all of them.
 */
@ConsumerType
public interface HealthCheck {

    /**
     * Names the component.
     *
     * @return short, lower case, unique, for example {@code checkpoint-store}
     */
    String name();

    /**
     * Whether the platform can accept work while this component is down.
     *
     * @return true when readiness fails with this check
     */
    default boolean required() {
        return false;
    }

    /**
     * Looks. Must answer within a second and must not block on a remote system longer than that.
     *
     * @return the state now
     */
    Health check();
}
