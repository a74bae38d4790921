package io.demijohn.agent;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items in the order asked for
 * @param total how many there are in all
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, int total) {
    /** Copies. */
    public Page {
        items = List.copyOf(items);
    }
}
