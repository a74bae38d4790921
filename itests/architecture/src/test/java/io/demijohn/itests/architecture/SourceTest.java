package io.demijohn.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parts of our style card that only sources show. */
final class SourceTest {
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 50;
    private static final Pattern UNSTEADY_TEST =
            Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(|@Disabled|org\\.mockito");

    @Test
    void aFileIsOneThing() {
        assertThat(main().filter(file -> lines(file) > FILE_LINES)).isEmpty();
    }

    @Test
    void aMethodIsOneThing() {
        List<String> tooLong =
                Sources.declarations(main().toList())
                        .filter(Declaration::isMethod)
                        .filter(method -> method.lines() > METHOD_LINES)
                        .map(method -> method + " has " + method.lines() + " lines")
                        .toList();
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        List<Path> unmarked =
                main().map(Path::getParent)
                        .distinct()
                        .filter(folder -> !nullMarked(folder.resolve("package-info.java")))
                        .toList();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void aVendorFindsEverythingExplained() {
        List<Path> api =
                Workspace.bundles().stream()
                        .filter(bundle -> bundle.is("core/api"))
                        .flatMap(bundle -> Workspace.javaFiles(bundle.sources()))
                        .toList();
        List<String> silent =
                Sources.declarations(api)
                        .filter(Declaration::isForVendors)
                        .filter(declaration -> !declaration.documented())
                        .map(Declaration::toString)
                        .toList();
        assertThat(silent).isEmpty();
    }

    @Test
    void noTestWaitsOrLooksAway() {
        List<Path> unsteady =
                Workspace.bundles().stream()
                        .flatMap(bundle -> Workspace.javaFiles(bundle.tests()))
                        .filter(file -> UNSTEADY_TEST.matcher(Workspace.text(file)).find())
                        .toList();
        assertThat(unsteady).isEmpty();
    }

    private static Stream<Path> main() {
        return Workspace.bundles().stream()
                .flatMap(bundle -> Workspace.javaFiles(bundle.sources()));
    }

    private static long lines(Path file) {
        return Workspace.text(file).lines().count();
    }

    private static boolean nullMarked(Path packageInfo) {
        return Files.exists(packageInfo) && Workspace.text(packageInfo).contains("@NullMarked");
    }
}
