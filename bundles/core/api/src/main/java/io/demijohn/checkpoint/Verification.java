package io.demijohn.checkpoint;

import java.util.List;

/**
 * What checking everything found.
 *
 * @param files how many were read
 * @param bytes how many were read
 * @param records how many are whole, those included that are not needed any more
 * @param blobs how many are whole
 * @param damages each damaged place, with what was there; at most the first 100
 * @param damageCount all damaged places
 */
public record Verification(
        long files, long bytes, long records, long blobs, List<String> damages, long damageCount) {

    /** Copies the list. */
    public Verification {
        damages = List.copyOf(damages);
    }
}
