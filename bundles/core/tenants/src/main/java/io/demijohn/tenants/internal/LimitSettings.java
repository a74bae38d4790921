package io.demijohn.tenants.internal;

import io.demijohn.tenants.internal.limit.LimitRules;

/**
 * The configuration, checked.
 *
 * @param rules what is limited
 * @param answerTokens reserved for an answer whose length the caller did not bound
 */
record LimitSettings(LimitRules rules, long answerTokens) {

    /** Nothing is limited. */
    static final LimitSettings NONE = new LimitSettings(LimitRules.read(new String[0]), 500);

    private static final int MOST_ANSWER = 1_000_000;

    static LimitSettings read(TenantsConfig config) {
        if (config.answer_tokens() < 0 || config.answer_tokens() > MOST_ANSWER) {
            throw new IllegalArgumentException(
                    "etc/io.demijohn.tenants.cfg: answer.tokens must be from 0 to "
                            + MOST_ANSWER
                            + ", is "
                            + config.answer_tokens());
        }
        return new LimitSettings(LimitRules.read(config.limits()), config.answer_tokens());
    }
}
