package io.demijohn.itests.architecture;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkout that is being built: its bundles and its Java sources. */
final class Workspace {
    private static final Pattern ARTIFACT =
            Pattern.compile("</parent>.*?<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

    private Workspace() {}

    /** Surefire's working folder is the module's. */
    static Path root() {
        return Path.of("").toAbsolutePath().getParent().getParent();
    }

    static List<Bundle> bundles() {
        Map<String, Path> jars = classPath();
        return files(root().resolve("bundles"), 3)
                .filter(path -> path.endsWith("pom.xml"))
                .map(Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve("src")))
                .map(folder -> bundle(folder, jars))
                .toList();
    }

    static Stream<Path> javaFiles(Path folder) {
        return files(folder, 32).filter(path -> path.toString().endsWith(".java"));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Stream<Path> files(Path folder, int depth) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> walk = Files.walk(folder, depth)) {
            return walk.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static Bundle bundle(Path folder, Map<String, Path> jars) {
        String name = artifactId(folder.resolve("pom.xml"));
        Path jar = jars.get(name);
        if (jar == null) {
            throw new IllegalStateException(
                    name + " is not checked: add it to the dependencies of itests/architecture");
        }
        Path relative = root().resolve("bundles").relativize(folder);
        return new Bundle(relative.toString().replace(File.separatorChar, '/'), name, jar);
    }

    private static String artifactId(Path pom) {
        Matcher matcher = ARTIFACT.matcher(text(pom));
        if (!matcher.find()) {
            throw new IllegalStateException("no artifactId after the parent in " + pom);
        }
        return matcher.group(1);
    }

    /** A bundle is on the class path as {@code <name>-<version>.jar}. */
    private static Map<String, Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().matches("io\\.demijohn\\..*\\.jar"))
                .collect(
                        toUnmodifiableMap(
                                path -> path.getFileName().toString().replaceFirst("-\\d.*", ""),
                                Function.identity()));
    }
}
