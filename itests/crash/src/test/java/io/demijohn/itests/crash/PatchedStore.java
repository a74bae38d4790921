package io.demijohn.itests.crash;

import io.demijohn.itests.crash.disk.DrillDisk;
import io.demijohn.itests.support.Command;
import io.demijohn.itests.support.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A copy of the distribution in which the storage bundle's calls of the file system go to {@link
 * DrillDisk}. The product has no hook for it.
 */
final class PatchedStore {

    private static final String DISK = Type.getInternalName(DrillDisk.class);
    private static final String CHANNEL = "java/nio/channels/FileChannel";
    private static final String FILES = "java/nio/file/Files";

    /** Calls of which nothing can be lost, or nothing that matters. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "createDirectories",
                    "setPosixFilePermissions",
                    "getFileStore",
                    "isDirectory",
                    "isRegularFile",
                    "readString");

    private static final Set<String> OTHER_WAYS =
            Set.of(
                    "java/io/RandomAccessFile",
                    "java/io/FileOutputStream",
                    "java/io/FileInputStream",
                    "java/io/FileWriter",
                    "java/nio/channels/AsynchronousFileChannel");

    private static final Set<String> REPLACED =
            Arrays.stream(DrillDisk.class.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .map(PatchedStore::signature)
                    .collect(Collectors.toSet());

    private final Set<String> unknown = new TreeSet<>();

    private PatchedStore() {}

    /** The home of a copy of the distribution with the drill's disk in it. */
    static Path distribution() {
        try {
            Path folder = Distribution.newFolder("patched");
            Command.run("cp", "-R", Distribution.home().toString(), folder.toString()).orFail();
            Path home = folder.resolve(Distribution.home().getFileName());
            new PatchedStore().patch(bundle(home));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path bundle(Path home) throws IOException {
        try (Stream<Path> files =
                Files.walk(home.resolve("system/io/demijohn/io.demijohn.storage.filesystem"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }

    private void patch(Path bundle) throws IOException {
        Path patched = bundle.resolveSibling("patched.jar");
        try (JarFile jar = new JarFile(bundle.toFile());
                var out = new JarOutputStream(Files.newOutputStream(patched), jar.getManifest())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    out.putNextEntry(new JarEntry(entry.getName()));
                    out.write(entry.getName().endsWith(".class") ? redirected(bytes) : bytes);
                }
            }
            addDisk(out);
        }
        if (!unknown.isEmpty()) {
            throw new AssertionError("the drill's disk does not know yet: teach it " + unknown);
        }
        Files.move(patched, bundle, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void addDisk(JarOutputStream out) throws IOException {
        Path classes = Path.of("target/test-classes");
        Path folder = classes.resolve(DISK).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(out);
                }
            }
        }
    }

    private byte[] redirected(byte[] bytes) {
        var reader = new ClassReader(bytes);
        var writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String generic, String[] thrown) {
                        return new Redirect(super.visitMethod(access, name, type, generic, thrown));
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static String signature(Method method) {
        return method.getName() + Type.getMethodDescriptor(method);
    }

    private final class Redirect extends MethodVisitor {

        Redirect(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(
                int opcode, String owner, String name, String type, boolean onInterface) {
            boolean opens = owner.equals(CHANNEL) && name.equals("open");
            boolean calls = opcode == Opcodes.INVOKESTATIC && (opens || owner.equals(FILES));
            if (calls && REPLACED.contains(name + type)) {
                super.visitMethodInsn(opcode, DISK, name, type, false);
                return;
            }
            if (calls && !HARMLESS.contains(name) || OTHER_WAYS.contains(owner)) {
                unknown.add(owner + "." + name + type);
            }
            super.visitMethodInsn(opcode, owner, name, type, onInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(
                String name, String type, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle handle
                        && (handle.getOwner().equals(CHANNEL) || handle.getOwner().equals(FILES))
                        && !HARMLESS.contains(handle.getName())) {
                    unknown.add(handle + " as a method reference");
                }
            }
            super.visitInvokeDynamicInsn(name, type, bootstrap, arguments);
        }
    }
}
