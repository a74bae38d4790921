package io.demijohn.provider.simulated.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.clock.TickClock;
import io.demijohn.model.Embedder;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.EmbedderContract;
import io.demijohn.testkit.model.EmbedderStand;
import org.junit.jupiter.api.Test;

final class SimulatedEmbedderContractTest extends EmbedderContract {

    @Override
    protected EmbedderStand stand(Situation situation) {
        String latency = situation == Situation.HANGS ? "constant:600000" : "constant:0";
        double failing = situation == Situation.FAILS ? 1 : 0;
        SimulatedEmbedder embedder =
                new SimulatedEmbedder(
                        new EmbedderSettings(
                                "e",
                                64,
                                Latency.parse("latency", latency),
                                42,
                                failing,
                                Kind.OVERLOADED),
                        TickClock.system());
        return new EmbedderStand() {
            @Override
            public Embedder embedder() {
                return embedder;
            }

            @Override
            public void stop() {
                embedder.close();
            }

            @Override
            public void close() {
                embedder.close();
            }
        };
    }

    private static double likeness(String one, String other) {
        float[] a = WordVector.of(one, 256);
        float[] b = WordVector.of(other, 256);
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
        }
        return product;
    }

    @Test
    void textsThatShareWordsAreNearEachOther() {
        String question = "Where is my order number seven?";
        double near = likeness(question, "order number seven: where is it?");
        double far = likeness(question, "Bake the bread for an hour.");
        assertThat(likeness(question, question)).isBetween(0.999, 1.001);
        assertThat(near).isGreaterThan(far + 0.3);
        assertThat(likeness("", "?!")).isBetween(0.999, 1.001);
    }

    @Test
    void theSameTextIsTheSameVectorInEveryLife() {
        assertThat(WordVector.of("ape bee", 4)).containsExactly(WordVector.of("ape bee", 4));
        float[] vector = WordVector.of("ape", 8);
        assertThat(vector).hasSize(8);
        double squares = 0;
        for (float number : vector) {
            squares += number * number;
        }
        assertThat(squares).isBetween(0.999, 1.001);
    }
}
