import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the bill of materials (CycloneDX 1.6) of an assembled distribution: every jar that is in
 * it. The Maven plugin sees dependencies only, and most of a Karaf comes through its feature
 * repositories.
 *
 * <p>{@code java Sbom.java <assembly folder> <version> <timestamp> <file to write>}
 */
public final class Sbom {
    private Sbom() {}

    public static void main(String[] args) throws IOException {
        Path assembly = Path.of(args[0]);
        List<Path> jars;
        try (Stream<Path> files = Files.walk(assembly)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        if (jars.isEmpty()) {
            throw new IllegalArgumentException("no jar below " + assembly + ": assemble it first");
        }
        StringBuilder components = new StringBuilder();
        for (Path jar : jars) {
            components.append(components.isEmpty() ? "" : ",\n").append(component(assembly, jar));
        }
        String bom =
                """
                {
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "version": 1,
                  "metadata": {
                    "timestamp": "%s",
                    "component": {"type": "application", "group": "io.demijohn", "name": "demijohn", "version": "%s"}
                  },
                  "components": [
                %s
                  ]
                }
                """
                        .formatted(args[2], args[1], components);
        Files.writeString(Path.of(args[3]), bom);
    }

    private static String component(Path assembly, Path jar) throws IOException {
        String place = assembly.relativize(jar).toString().replace('\\', '/');
        Name name = place.startsWith("system/") ? inRepository(place) : inside(jar);
        return """
                {"type": "library", "bom-ref": %s, "group": %s, "name": %s, "version": %s,
                 %s"hashes": [{"alg": "SHA-256", "content": "%s"}]%s,
                 "properties": [{"name": "demijohn:file", "value": %s}]}"""
                .formatted(
                        text(place),
                        text(name.group()),
                        text(name.artifact()),
                        text(name.version()),
                        name.purl(),
                        sha256(jar),
                        licence(jar),
                        text(place))
                .indent(4)
                .stripTrailing();
    }

    /** {@code system/} is a Maven repository: folder, artifact, version, file. */
    private static Name inRepository(String place) {
        List<String> parts = List.of(place.split("/"));
        int version = parts.size() - 2;
        String group = String.join(".", parts.subList(1, version - 1));
        return new Name(group, parts.get(version - 1), parts.get(version));
    }

    /** Elsewhere the jar's own Maven properties say it, or else its file name. */
    private static Name inside(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> found =
                    file.stream().filter(e -> e.getName().endsWith("/pom.properties")).toList();
            if (found.size() == 1) {
                Properties maven = new Properties();
                maven.load(file.getInputStream(found.get(0)));
                return new Name(
                        maven.getProperty("groupId"),
                        maven.getProperty("artifactId"),
                        maven.getProperty("version"));
            }
            return byManifest(jar, Optional.ofNullable(file.getManifest()));
        }
    }

    private static Name byManifest(Path jar, Optional<Manifest> manifest) {
        String file = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        String artifact = file.replaceFirst("-\\d.*", "");
        String version =
                manifest.map(m -> m.getMainAttributes().getValue("Bundle-Version"))
                        .orElse(
                                artifact.length() < file.length()
                                        ? file.substring(artifact.length() + 1)
                                        : "unknown");
        return new Name("", artifact, version);
    }

    private static String licence(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String licence =
                    Optional.ofNullable(file.getManifest())
                            .map(m -> m.getMainAttributes().getValue("Bundle-License"))
                            .orElse("");
            return licence.isBlank()
                    ? ""
                    : ", \"licenses\": [{\"license\": {\"name\": %s}}]"
                            .formatted(text(licence.replaceFirst("\\s*;.*", "")));
        }
    }

    private static String sha256(Path jar) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String text(String value) {
        return value.codePoints()
                .mapToObj(
                        c ->
                                c < 0x20 || c == '"' || c == '\\'
                                        ? "\\u%04x".formatted(c)
                                        : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }

    private record Name(String group, String artifact, String version) {
        /** Without a group there is no Maven address. */
        String purl() {
            return group.isEmpty()
                    ? ""
                    : "\"purl\": %s, "
                            .formatted(text("pkg:maven/" + group + '/' + artifact + '@' + version));
        }
    }
}
