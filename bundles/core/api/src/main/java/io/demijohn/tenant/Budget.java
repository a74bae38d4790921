package io.demijohn.tenant;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Money that may be spent in a period. All budgets that a call meets must have some left.
 *
 * @param scope whose calls
 * @param amount in the price table's currency, more than 0
 * @param period how long it is for
 * @param shadow true only tells when it is exceeded, and refuses nothing
 */
public record Budget(Scope scope, BigDecimal amount, Period period, boolean shadow) {

    /**
     * A node of the tree tenant, team, key, model. It has the calls that agree with all it names.
     *
     * @param tenant the tenant
     * @param team a team of it
     * @param key a key's id
     * @param model the name that is asked for
     */
    public record Scope(
            String tenant, Optional<String> team, Optional<String> key, Optional<String> model) {

        /** Checks that nothing is missing. */
        public Scope {
            Objects.requireNonNull(tenant, "tenant");
            Objects.requireNonNull(team, "team");
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(model, "model");
        }

        /**
         * As people read it.
         *
         * @return such as {@code tenant=acme key=k1}
         */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("tenant=").append(tenant);
            team.ifPresent(name -> text.append(" team=").append(name));
            key.ifPresent(name -> text.append(" key=").append(name));
            model.ifPresent(name -> text.append(" model=").append(name));
            return text.toString();
        }
    }

    /** How long a budget is for; all begin at midnight UTC. */
    public enum Period {
        /** A day. */
        DAY,
        /** A week, from Monday. */
        WEEK,
        /** A calendar month. */
        MONTH;

        /**
         * Reads a word.
         *
         * @param word in any case
         * @return the period
         * @throws TenantException INVALID, with the words there are
         */
        public static Period of(String word) {
            try {
                return valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TenantException(
                        TenantException.Kind.INVALID,
                        "period is '" + word + "'; it must be day, week or month",
                        e);
            }
        }
    }

    /** Checks the amount. */
    public Budget {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(period, "period");
        if (amount.signum() <= 0) {
            throw new TenantException(
                    TenantException.Kind.INVALID, "amount is " + amount + "; it must be above 0");
        }
    }
}
