package io.demijohn.outbound.internal.chat;

import java.nio.ByteBuffer;

/** Cuts a stream of bytes into the texts of its events. */
interface EventParser {

    /** Reads on. */
    void feed(ByteBuffer bytes);

    /** The stream has ended well; what is left is the last event. */
    void end();
}
