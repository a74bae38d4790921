package io.demijohn.router.internal.directory;

import java.util.List;

/** A name that stands for several models in order. */
public interface Route {

    /**
     * The name that callers ask for.
     *
     * @return not blank
     */
    String name();

    /**
     * What is asked, in order.
     *
     * @return names of models or of other routes; at least one
     */
    List<String> candidates();
}
