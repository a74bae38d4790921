package io.demijohn.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ManifestTest {
    private static final Set<String> EXPORTERS =
            Set.of("core/api", "core/resilience", "providers/test-kit");
    private static final Set<String> MODULES = Set.of("core/api", "core/resilience");

    static Stream<Bundle> bundles() {
        return Workspace.bundles().stream();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void namesTheBundle(Bundle bundle) {
        Attributes manifest = bundle.manifest();
        assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo(bundle.name());
        assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo(bundle.name());
        assertThat(manifest.getValue("Bundle-License")).isEqualTo("Apache-2.0");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void exportsNothingInternal(Bundle bundle) {
        String exports = bundle.manifest().getValue("Export-Package");
        if (EXPORTERS.contains(bundle.folder())) {
            assertThat(exports).isNotBlank().doesNotContain(".internal");
        } else {
            assertThat(exports).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void wiresByPackageAndNeverByChance(Bundle bundle) {
        Attributes manifest = bundle.manifest();
        assertThat(manifest.getValue("Require-Bundle")).isNull();
        assertThat(manifest.getValue("DynamicImport-Package")).isNull();
        assertThat(String.valueOf(manifest.getValue("Import-Package")))
                .as("what is copied is not imported")
                .doesNotContain("io.demijohn.outbound");
        if (bundle.isCore() && manifest.getValue("Import-Package") != null) {
            assertThat(manifest.getValue("Import-Package")).doesNotContain("optional");
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void runsOnJava17(Bundle bundle) {
        assertThat(bundle.manifest().getValue("Require-Capability"))
                .contains("(&(osgi.ee=JavaSE)(version=17))");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void onlyThePlainOnesAreModules(Bundle bundle) throws Exception {
        try (JarFile jar = new JarFile(bundle.jar().toFile())) {
            boolean module = jar.getEntry("module-info.class") != null;
            assertThat(module).isEqualTo(MODULES.contains(bundle.folder()));
        }
    }
}
