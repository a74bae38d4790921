package io.demijohn.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Bundles made of nothing but a manifest. */
public final class Jars {

    private Jars() {}

    public static void write(Path file, String symbolicName, Map<String, String> headers) {
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", symbolicName);
        main.putValue("Bundle-Version", "1.0.0");
        headers.forEach(main::putValue);
        // Written beside the target and moved there, so that no half a jar is ever picked up.
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (var jar = new JarOutputStream(Files.newOutputStream(part), manifest)) {
            jar.finish();
            Files.move(part, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
