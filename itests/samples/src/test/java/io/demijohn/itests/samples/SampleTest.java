package io.demijohn.itests.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.convert.Convert;
import com.example.parrot.Parrot;
import com.example.survey.DistanceWithUnit;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples are as small as we say, and the guide shows them as they are. */
final class SampleTest {

    private static final Path ITESTS = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({"sample-provider,50", "sample-tool,60", "sample-migrator,40"})
    void isOneSmallClassAndAPomOfTenLines(String sample, int lines) throws IOException {
        assertThat(Files.readAllLines(ITESTS.resolve(sample + "/pom.xml")))
                .hasSizeLessThanOrEqualTo(10)
                .noneMatch(line -> line.contains("<parent>"));
        assertThat(sources(sample)).hasSize(1);
        assertThat(Files.readAllLines(sources(sample).get(0))).hasSizeLessThanOrEqualTo(lines);
    }

    @ParameterizedTest
    @CsvSource({"sample-provider", "sample-tool", "sample-migrator"})
    void isShownInTheGuideAsItIs(String sample) throws IOException {
        String guide = Files.readString(ITESTS.resolve("../docs/write-a-provider.md"));
        assertThat(guide).contains(block("java", sources(sample).get(0)));
        Path etc = ITESTS.resolve(sample + "/etc");
        try (Stream<Path> files = Files.isDirectory(etc) ? Files.list(etc) : Stream.of()) {
            for (Path file : files.toList()) {
                assertThat(guide).contains(block("properties", file));
            }
        }
    }

    @Test
    void theGuideShowsThePomAndTheContractTests() throws IOException {
        String guide = Files.readString(ITESTS.resolve("../docs/write-a-provider.md"));
        assertThat(guide).contains(block("xml", ITESTS.resolve("sample-provider/pom.xml")));
        Path tests = ITESTS.resolve("samples/src/test/java/io/demijohn/itests/samples");
        assertThat(guide).contains(block("java", tests.resolve("ParrotContractTest.java")));
        assertThat(guide).contains(block("java", tests.resolve("DistanceContractTest.java")));
    }

    @Test
    void theGuideToStoresShowsTheStoreAndItsContractTest() throws IOException {
        String guide = Files.readString(ITESTS.resolve("../docs/write-a-store.md"));
        Path tests = ITESTS.resolve("samples/src/test/java/io/demijohn/itests/samples");
        assertThat(guide).contains(block("java", tests.resolve("MapStore.java")));
        assertThat(guide).contains(block("java", tests.resolve("MapStoreContractTest.java")));
    }

    private static String block(String language, Path file) throws IOException {
        return "```" + language + "\n" + Files.readString(file) + "```\n";
    }

    private static List<Path> sources(String sample) throws IOException {
        try (Stream<Path> files = Files.walk(ITESTS.resolve(sample + "/src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void areBundlesWithOneComponentAndNoExport() throws Exception {
        for (Class<?> sample : List.of(Parrot.class, Convert.class, DistanceWithUnit.class)) {
            Manifest manifest = manifest(sample);
            assertThat(manifest.getMainAttributes().getValue("Bundle-SymbolicName"))
                    .isEqualTo(sample.getPackageName());
            assertThat(manifest.getMainAttributes().getValue("Service-Component"))
                    .isEqualTo("OSGI-INF/" + sample.getName() + ".xml");
            assertThat(manifest.getMainAttributes().getValue("Export-Package")).isNull();
        }
    }

    private static Manifest manifest(Class<?> sample) throws IOException, URISyntaxException {
        Path jar = Path.of(sample.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(jar)) {
            try (InputStream in = Files.newInputStream(jar.resolve("META-INF/MANIFEST.MF"))) {
                return new Manifest(in);
            }
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest();
        }
    }
}
