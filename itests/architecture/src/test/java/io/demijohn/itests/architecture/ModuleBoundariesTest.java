package io.demijohn.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may import whom: docs/adr on module boundaries says why. */
final class ModuleBoundariesTest {
    private static final String API = "core/api";
    private static final String RESILIENCE = "core/resilience";
    private static final Set<String> PLAIN = Set.of(API, RESILIENCE);

    private static final Map<Bundle, JavaClasses> CLASSES = new HashMap<>();
    private static final Map<String, Bundle> OWNERS = new HashMap<>();

    @BeforeAll
    static void read() {
        for (Bundle bundle : Workspace.bundles()) {
            JavaClasses classes = bundle.classes();
            CLASSES.put(bundle, classes);
            classes.forEach(type -> own(type, bundle));
        }
    }

    @Test
    void bundlesMeetOnlyInTheApi() {
        assertThat(dependencies(bundle -> true, ModuleBoundariesTest::crossesABoundary)).isEmpty();
    }

    @Test
    void apiAndResilienceStandOnTheJdkAlone() {
        assertThat(dependencies(bundle -> PLAIN.contains(bundle.folder()), (b, to) -> foreign(to)))
                .isEmpty();
    }

    @Test
    void aBundleKeepsToItsRootPackage() {
        List<String> strays =
                CLASSES.entrySet().stream()
                        .filter(entry -> !entry.getKey().is(API))
                        .flatMap(entry -> strays(entry.getKey(), entry.getValue()))
                        .toList();
        assertThat(strays).isEmpty();
    }

    private static void own(JavaClass type, Bundle bundle) {
        Bundle other = OWNERS.put(type.getFullName(), bundle);
        assertThat(other).as("%s is also in %s", type.getFullName(), bundle).isNull();
    }

    private static List<String> dependencies(Predicate<Bundle> bundles, Forbidden forbidden) {
        return CLASSES.entrySet().stream()
                .filter(entry -> bundles.test(entry.getKey()))
                .flatMap(
                        entry ->
                                entry.getValue().stream()
                                        .flatMap(t -> t.getDirectDependenciesFromSelf().stream())
                                        .filter(d -> forbidden.test(entry.getKey(), target(d))))
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    private static boolean crossesABoundary(Bundle from, String type) {
        Bundle to = OWNERS.get(type);
        if (to == null || to.equals(from)) {
            return false;
        }
        if (PLAIN.contains(from.folder())) {
            return true;
        }
        return !to.is(API) && !to.is(Bundle.COPIED) && !(to.is(RESILIENCE) && from.isCore());
    }

    private static boolean foreign(String type) {
        return OWNERS.get(type) == null
                && type.contains(".")
                && Stream.of("java.", "org.osgi.annotation.", "org.jspecify.annotations.")
                        .noneMatch(type::startsWith);
    }

    private static Stream<String> strays(Bundle bundle, JavaClasses classes) {
        return classes.stream()
                .map(JavaClass::getFullName)
                .filter(name -> !name.startsWith(bundle.name() + '.'))
                .map(name -> name + " is in the bundle " + bundle.name());
    }

    private static String target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType().getFullName();
    }

    private interface Forbidden {
        boolean test(Bundle from, String type);
    }
}
