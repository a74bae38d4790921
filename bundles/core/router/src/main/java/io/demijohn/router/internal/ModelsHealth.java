package io.demijohn.router.internal;

import io.demijohn.health.Health;
import io.demijohn.resilience.Breaker;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Route;
import io.demijohn.router.internal.directory.Served;
import java.util.ArrayList;
import java.util.List;

/** Whether there is a model to ask, whether routes lead somewhere, and whether models answer. */
final class ModelsHealth {

    private final Directory directory;
    private final Directory embedders;

    ModelsHealth(Directory directory, Directory embedders) {
        this.directory = directory;
        this.embedders = embedders;
    }

    Health check() {
        List<Served> serving = new ArrayList<>(directory.serving());
        serving.addAll(embedders.serving());
        if (serving.isEmpty()) {
            return Health.degraded(
                    "no model is registered",
                    "install a provider feature (feature:install demijohn-openai)"
                            + " or drop a provider's .cfg into etc/");
        }
        List<String> nowhere =
                directory.routes().stream().filter(this::deadEnd).map(Route::name).toList();
        if (!nowhere.isEmpty()) {
            return Health.degraded(
                    "no candidate is registered for route " + String.join(", ", nowhere),
                    "name a registered model in the route's candidates; llm:list shows them");
        }
        return failing(serving, services());
    }

    private List<Served> services() {
        List<Served> all = new ArrayList<>(directory.services());
        all.addAll(embedders.services());
        return all;
    }

    private boolean deadEnd(Route route) {
        return directory.expand(List.of(route.name())).stream()
                .allMatch(
                        name -> directory.serving(name) == null && embedders.serving(name) == null);
    }

    private static Health failing(List<Served> serving, List<Served> services) {
        List<String> failing = new ArrayList<>();
        for (Served served : serving) {
            if (served.breaker().state() != Breaker.State.CLOSED) {
                failing.add(served.name());
            }
        }
        List<String> broken = quarantined(services);
        if (!broken.isEmpty()) {
            return Health.degraded(
                    "the plugin breaks of " + String.join(", ", broken),
                    "another version serves if there is one; update the bundle, or give it another"
                            + " chance with breaker:reset; breaker:list shows it");
        }
        return failing.isEmpty()
                ? Health.up(serving.size() + " models are registered")
                : Health.degraded(
                        "calls fail of " + String.join(", ", failing),
                        "llm:test MODEL tells why; calls are let through again when it answers");
    }

    private static List<String> quarantined(List<Served> services) {
        return services.stream()
                .filter(served -> served.guard().breaker().state() == Breaker.State.OPEN)
                .map(Served::name)
                .distinct()
                .toList();
    }
}
