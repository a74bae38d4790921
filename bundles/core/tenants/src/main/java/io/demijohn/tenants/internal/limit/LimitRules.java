package io.demijohn.tenants.internal.limit;

import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.LimitDraw;
import io.demijohn.tenant.LimitDraw.Unit;
import io.demijohn.tenant.TenantException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Which counters a call takes from: those of its key's own limits, and of every rule about it. */
public final class LimitRules {

    private static final int MOST = 1_000;
    private static final String SHAPE =
            "etc/io.demijohn.tenants.cfg: limits must be such as tenant=acme requests=1000"
                    + " tokens=200000, key=* model=gpt concurrent=4; ";
    private static final List<String> UNITS = List.of("requests", "tokens", "concurrent");

    private final List<LimitRule> rules;

    private LimitRules(List<LimitRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads the setting.
     *
     * @param lines rules, each perhaps several with commas
     * @return the rules, those about most first
     * @throws IllegalArgumentException names the rule and the fix
     */
    public static LimitRules read(String[] lines) {
        List<LimitRule> rules = new ArrayList<>();
        Set<Map<String, String>> known = new HashSet<>();
        for (String line : lines) {
            for (String text : line.split(",")) {
                if (!text.isBlank()) {
                    LimitRule rule = rule(text.strip());
                    require(known.add(rule.who()), text, "each may be there once");
                    rules.add(rule);
                }
            }
        }
        if (rules.size() > MOST) {
            throw new IllegalArgumentException(SHAPE + "there are more than " + MOST);
        }
        // The narrowest first: what it refuses takes nothing from what others share.
        rules.sort((a, b) -> b.who().size() - a.who().size());
        return new LimitRules(rules);
    }

    private static LimitRule rule(String text) {
        Map<String, String> who = new LinkedHashMap<>();
        Map<String, Long> limits = new LinkedHashMap<>();
        for (String part : text.split("\\s+")) {
            int sign = part.indexOf('=');
            String word = sign < 0 ? part : part.substring(0, sign);
            String value = part.substring(sign + 1);
            boolean known = LimitRule.WORDS.contains(word) || UNITS.contains(word);
            require(
                    sign > 0 && known && !value.isEmpty(),
                    text,
                    "'" + part + "' is not understood");
            if (LimitRule.WORDS.contains(word)) {
                who.put(word, value);
            } else {
                require(value.matches("\\d{1,12}"), text, word + " must be a whole number");
                limits.put(word, Long.valueOf(value));
            }
        }
        require(!limits.isEmpty(), text, "name requests, tokens or concurrent");
        return new LimitRule(Map.copyOf(who), limits(limits));
    }

    private static CallLimits limits(Map<String, Long> limits) {
        try {
            return new CallLimits(
                    Optional.ofNullable(limits.get("requests")),
                    Optional.ofNullable(limits.get("tokens")),
                    Optional.ofNullable(limits.get("concurrent")));
        } catch (TenantException e) {
            throw new IllegalArgumentException(SHAPE + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String rule, String message) {
        if (!holds) {
            throw new IllegalArgumentException(SHAPE + "in '" + rule + "' " + message);
        }
    }

    /**
     * Whether there is no rule.
     *
     * @return true when only keys' own limits hold
     */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * What a call takes.
     *
     * @param subject whose call
     * @param tokens how many it reserves; asked only when tokens are limited
     * @return in the order in which they are to be taken; empty when nothing is limited
     */
    public List<LimitDraw> draws(Subject subject, LongSupplier tokens) {
        List<LimitDraw> draws = new ArrayList<>();
        subject.key().ifPresent(key -> add(draws, "own key=" + key.id(), key.limits(), tokens));
        for (LimitRule rule : rules) {
            rule.counter(subject).ifPresent(name -> add(draws, name, rule.limits(), tokens));
        }
        return draws;
    }

    private static void add(
            List<LimitDraw> draws, String name, CallLimits limits, LongSupplier tokens) {
        limits.concurrent()
                .ifPresent(most -> draws.add(new LimitDraw(name, Unit.CONCURRENT, most, 1)));
        limits.requests().ifPresent(most -> draws.add(new LimitDraw(name, Unit.REQUESTS, most, 1)));
        limits.tokens()
                .ifPresent(
                        most ->
                                draws.add(
                                        new LimitDraw(
                                                name, Unit.TOKENS, most, tokens.getAsLong())));
    }
}
