package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the vectors of an answer, and believes only those that can be true. */
public final class Vectors {

    private final float[][] vectors;
    private final Failures failures;

    /**
     * None yet.
     *
     * @param texts how many there must be
     * @param failures words for what goes wrong
     */
    public Vectors(int texts, Failures failures) {
        this.vectors = new float[texts][];
        this.failures = failures;
    }

    /**
     * Takes one.
     *
     * @param index of its text
     * @param numbers a list
     */
    public void put(int index, JsonNode numbers) {
        if (index < 0 || index >= vectors.length) {
            throw failures.protocol("an embedding without a valid index");
        }
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode number = numbers.get(i);
            vector[i] = number.isNumber() ? number.floatValue() : Float.NaN;
            if (!Float.isFinite(vector[i])) {
                throw failures.protocol("an embedding that is not made of numbers");
            }
        }
        vectors[index] = vector;
    }

    /**
     * All of them.
     *
     * @param wanted the length that was asked for; servers that do not know the field ignore it
     * @return one for each text, all of the same length
     */
    public List<float[]> complete(Optional<Integer> wanted) {
        for (float[] vector : vectors) {
            if (vector == null || vector.length == 0 || vector.length != vectors[0].length) {
                throw failures.protocol("embeddings that are missing or differ in length");
            }
        }
        if (wanted.isPresent() && vectors[0].length != wanted.get()) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "dimensions must be "
                            + vectors[0].length
                            + " or left out: the model makes no others");
        }
        return Arrays.asList(vectors);
    }
}
