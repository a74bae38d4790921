package io.demijohn.tenants.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.LimitDraw;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitRulesTest {

    private static ApiKey key(String id, CallLimits limits) {
        return new ApiKey(
                id,
                "acme",
                Optional.of("blue"),
                "",
                ApiKey.Role.USER,
                Set.of(),
                Set.of(),
                limits,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<String> counters(String rules, Subject subject) {
        return LimitRules.read(new String[] {rules}).draws(subject, () -> 5).stream()
                .map(LimitDraw::counter)
                .toList();
    }

    private final Subject call = Subject.of("acme", Optional.of(key("k1", CallLimits.NONE)), "gpt");

    @Test
    void aRuleIsAboutWhatItNames() {
        String rules =
                "tenant=acme requests=1, tenant=other requests=1, key=* model=gpt tokens=9,"
                        + " team=red requests=1, concurrent=100";
        assertThat(counters(rules, call)).containsExactly("key=k1 model=gpt", "tenant=acme", "all");
    }

    @Test
    void aCallOfThePlatformItselfHasNoKey() {
        Subject own = Subject.of("acme", Optional.empty(), "gpt");
        assertThat(counters("key=* requests=1, tenant=* requests=1", own))
                .containsExactly("tenant=acme");
    }

    @Test
    void aKeysOwnLimitsComeFirst() {
        CallLimits own = new CallLimits(Optional.of(60L), Optional.of(1000L), Optional.empty());
        Subject subject = Subject.of("acme", Optional.of(key("k1", own)), "gpt");
        List<LimitDraw> draws =
                LimitRules.read(new String[] {"tenant=acme requests=7"}).draws(subject, () -> 5);
        assertThat(draws)
                .containsExactly(
                        new LimitDraw("own key=k1", LimitDraw.Unit.REQUESTS, 60, 1),
                        new LimitDraw("own key=k1", LimitDraw.Unit.TOKENS, 1000, 5),
                        new LimitDraw("tenant=acme", LimitDraw.Unit.REQUESTS, 7, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant=acme",
                "requests=many",
                "requests=-1",
                "colour=blue requests=1",
                "tenant= requests=1",
                "tenant=a requests=1, tenant=a tokens=1",
                "requests"
            })
    void aMistakeIsNamed(String rules) {
        assertThatThrownBy(() -> LimitRules.read(new String[] {rules}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("etc/io.demijohn.tenants.cfg: limits must be such as");
    }
}
