package io.demijohn.provider.ollama.internal;

import java.io.IOException;

/** What the provider does with one request. */
@FunctionalInterface
interface Script {
    void play(Call call) throws IOException;
}
