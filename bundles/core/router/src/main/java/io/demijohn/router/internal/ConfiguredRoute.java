package io.demijohn.router.internal;

import io.demijohn.router.internal.directory.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A route from {@code etc/io.demijohn.route-NAME.cfg}. */
@Component(
        service = Route.class,
        // So that a wrong configuration is told once and nobody sees a service of it.
        immediate = true,
        configurationPid = "io.demijohn.route",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredRoute.Config.class, factory = true)
public final class ConfiguredRoute implements Route {

    private static final int MOST = 32;
    private static final String EXAMPLE = ", for example: candidates = gpt-4o, local-llama";

    /** One route. */
    @ObjectClassDefinition(name = "Demijohn route")
    @interface Config {
        /** What callers ask for. */
        @AttributeDefinition(description = "The name that agents and callers ask for")
        String name() default "";

        /** What is asked in its stead. */
        @AttributeDefinition(description = "Names of models, in order, with commas between them")
        String candidates() default "";
    }

    private final String name;
    private final List<String> candidates;

    @Activate
    public ConfiguredRoute(Config config) {
        this(config.name(), config.candidates());
    }

    ConfiguredRoute(String name, String candidates) {
        this.name = name.strip();
        require(
                !this.name.isEmpty() && !this.name.contains(","),
                "name is '" + name + "'; give the route a name without commas");
        this.candidates = parse(candidates);
    }

    private static List<String> parse(String text) {
        List<String> names = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            require(
                    !name.isEmpty(),
                    "candidates is '" + text + "'; name models with commas between them" + EXAMPLE);
            names.add(name);
        }
        require(names.size() <= MOST, "candidates has " + names.size() + " names; at most " + MOST);
        require(
                new HashSet<>(names).size() == names.size(),
                "candidates is '" + text + "'; name each model once" + EXAMPLE);
        return List.copyOf(names);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> candidates() {
        return candidates;
    }
}
