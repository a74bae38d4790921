package io.demijohn.itests.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * One bundle of the build.
 *
 * @param folder below {@code bundles/}, as in {@code core/api}
 * @param name artifact id, symbolic name and root package
 * @param jar what the build made of it
 */
record Bundle(String folder, String name, Path jar) {
    /** A bundle may carry libraries inside: their style is their own. */
    static final ClassFileImporter OURS =
            new ClassFileImporter()
                    .withImportOption(location -> location.contains("!/io/demijohn/"));

    /** A library of ours that is no bundle: whoever needs it has a copy inside. */
    static final String COPIED = "core/outbound";

    boolean is(String otherFolder) {
        return folder.equals(otherFolder);
    }

    boolean isCore() {
        return folder.startsWith("core/");
    }

    Path sources() {
        return Workspace.root().resolve("bundles").resolve(folder).resolve("src/main/java");
    }

    Path tests() {
        return Workspace.root().resolve("bundles").resolve(folder).resolve("src/test/java");
    }

    JavaClasses classes() {
        try (JarFile file = new JarFile(jar.toFile())) {
            JavaClasses classes = own().importJar(file);
            if (classes.isEmpty()) {
                throw new IllegalStateException("no classes in " + jar);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
    }

    private ClassFileImporter own() {
        boolean copied = is(COPIED);
        return OURS.withImportOption(
                location -> location.contains("!/io/demijohn/outbound/") == copied);
    }

    Attributes manifest() {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
    }

    @Override
    public String toString() {
        return folder;
    }
}
