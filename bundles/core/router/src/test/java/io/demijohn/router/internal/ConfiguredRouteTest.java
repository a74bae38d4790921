package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredRouteTest {

    @Test
    void readsNamesInOrder() {
        ConfiguredRoute route = new ConfiguredRoute(" smart ", "gpt-4o, local ,x");
        assertThat(route.name()).isEqualTo("smart");
        assertThat(route.candidates()).containsExactly("gpt-4o", "local", "x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | a | name is ''; give the route a name without commas",
                "'a,b' | a | name is 'a,b'; give the route a name without commas",
                "r | '' | candidates is ''; name models with commas between them",
                "r | 'a,,b' | candidates is 'a,,b'; name models with commas between them",
                "r | 'a,b,a' | candidates is 'a,b,a'; name each model once",
            })
    void namesTheFieldAndTheFix(String name, String candidates, String message) {
        assertThatThrownBy(() -> new ConfiguredRoute(name, candidates))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
