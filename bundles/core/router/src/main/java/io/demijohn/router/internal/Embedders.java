package io.demijohn.router.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.model.Embedder;
import io.demijohn.router.internal.breaker.Breakers;
import io.demijohn.router.internal.breaker.Key;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.embed.EmbeddingModel;
import java.util.IdentityHashMap;
import java.util.Map;

/** The embedding models, in a directory of their own: one may be named as a chat model is. */
final class Embedders {

    private final IdentityHashMap<Embedder, EmbeddingModel> byService = new IdentityHashMap<>();
    private final Directory directory;
    private final Registrations registrations;

    Embedders(TickClock clock, Breakers breakers, int places) {
        this.directory = new Directory(clock::nanoTime);
        this.registrations = new Registrations(Key.EMBEDDINGS, directory, clock, breakers, places);
    }

    Directory directory() {
        return directory;
    }

    synchronized void add(Embedder embedder, Map<String, Object> properties) {
        EmbeddingModel model = new EmbeddingModel(embedder);
        byService.put(embedder, model);
        registrations.add(model, properties);
    }

    synchronized void remove(Embedder embedder) {
        EmbeddingModel model = byService.remove(embedder);
        if (model != null) {
            registrations.remove(model);
        }
    }

    void reconfigure(int places) {
        registrations.reconfigure(places);
    }
}
