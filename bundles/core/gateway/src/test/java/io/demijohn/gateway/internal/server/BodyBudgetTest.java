package io.demijohn.gateway.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    @Test
    void bodiesShareOneBudgetAndGiveBackWhatTheyTook() {
        BodyBudget budget = new BodyBudget(100);
        assertThat(budget.take(60)).isTrue();
        assertThat(budget.take(60)).isFalse();
        assertThat(budget.take(40)).isTrue();
        budget.give(60);
        assertThat(budget.take(60)).isTrue();
        assertThat(budget.take(1)).isFalse();
    }

    @Test
    void oneBodyOfTheLargestSizeAlwaysFits() {
        long largest = Runtime.getRuntime().maxMemory();
        assertThat(BodyBudget.ofHeap(largest).take(largest)).isTrue();
        assertThat(BodyBudget.ofHeap(1).take(Runtime.getRuntime().maxMemory() / 4)).isFalse();
    }
}
