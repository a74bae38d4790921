package io.demijohn.itests.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes jars that nobody should drop in. */
final class BadBundle {

    private static final String COMPONENT = "OSGI-INF/component.xml";

    private BadBundle() {}

    /** A bundle with nothing but headers. */
    static void drop(Path folder, String name, Map<String, String> headers) {
        write(folder, name, headers, null);
    }

    /** A bundle with one component. */
    static void drop(Path folder, String name, Class<?> component) {
        write(folder, name, Map.of("Service-Component", COMPONENT), component);
    }

    private static void write(
            Path folder, String name, Map<String, String> headers, Class<?> component) {
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "com.example." + name);
        main.putValue("Bundle-Version", "1.0.0");
        headers.forEach(main::putValue);
        Path part = folder.resolveSibling(name + ".part");
        try (var jar = new JarOutputStream(Files.newOutputStream(part), manifest)) {
            if (component != null) {
                add(jar, component);
            }
            jar.finish();
            Files.move(part, folder.resolve(name + ".jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(JarOutputStream jar, Class<?> component) throws IOException {
        String path = component.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (var in = component.getResourceAsStream("/" + path)) {
            in.transferTo(jar);
        }
        jar.putNextEntry(new JarEntry(COMPONENT));
        String xml =
                "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"%1$s\" immediate=\"true\" activate=\"activate\" deactivate=\"deactivate\"><implementation class=\"%1$s\"/></scr:component>"
                        .formatted(component.getName());
        jar.write(xml.getBytes(StandardCharsets.UTF_8));
    }
}
