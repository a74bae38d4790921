package io.demijohn.provider.simulated.internal;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A text as a vector of length 1, by feature hashing (Weinberger et al. 2009): each word, and each
 * three letters in a row, adds or takes 1 at a place that its hash decides. Texts that share words
 * are near each other; meaning plays no part.
 */
final class WordVector {

    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final float WORD = 2;
    private static final float LETTERS = 0.5f;

    private WordVector() {}

    static float[] of(String text, int dimensions) {
        float[] vector = new float[dimensions];
        for (String word : WORDS.split(text.toLowerCase(Locale.ROOT))) {
            if (!word.isEmpty()) {
                add(vector, word, WORD);
                for (int i = 0; i + 3 <= word.length(); i++) {
                    add(vector, word.substring(i, i + 3), LETTERS);
                }
            }
        }
        return unit(vector);
    }

    private static void add(float[] vector, String feature, float weight) {
        int hash = mixed(feature.hashCode() + (int) (weight * 16));
        vector[Integer.remainderUnsigned(hash, vector.length)] += hash < 0 ? -weight : weight;
    }

    /** A String's hash has regular low bits; this is the finisher of MurmurHash3. */
    private static int mixed(int hash) {
        int mixed = hash;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        if (squares == 0) {
            // Nothing to go by, and a vector without a direction has no distance to any other.
            vector[0] = 1;
            return vector;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
