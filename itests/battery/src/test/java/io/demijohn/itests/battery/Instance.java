package io.demijohn.itests.battery;

import java.io.IOException;

/** What is attacked. */
interface Instance {

    /** What its process holds now. */
    Vitals vitals();

    /** Everything that must hold after an attack; returns what the process holds then. */
    Vitals assertHeld(Vitals before) throws IOException;
}
