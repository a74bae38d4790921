package io.demijohn.guard.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Calls that end the process, in a class file: {@code System.exit}, {@code Runtime.exit} and {@code
 * Runtime.halt}, also as method references. Each becomes a call of a method that is added to the
 * class and throws a {@link SecurityException}; nothing else changes, not even a stack map.
 */
final class ExitCalls {

    static final String MESSAGE =
            "a plug-in must not end the platform: System.exit and Runtime.halt are refused";
    static final String REFUSAL = "demijohn$refuseExit";
    static final String OF_SYSTEM = "(I)V";
    static final String OF_RUNTIME = "(Ljava/lang/Runtime;I)V";
    private static final String ERROR = "java/lang/SecurityException";

    private ExitCalls() {}

    /** The class without such calls; empty when it has none. */
    static Optional<byte[]> refuse(byte[] type) {
        if (!mayHaveSome(new String(type, StandardCharsets.ISO_8859_1))) {
            return Optional.empty();
        }
        ClassReader reader = new ClassReader(type);
        ClassWriter writer = new ClassWriter(reader, 0);
        Rewrite rewrite = new Rewrite(writer, reader);
        reader.accept(rewrite, 0);
        return rewrite.changed ? Optional.of(writer.toByteArray()) : Optional.empty();
    }

    /** Names stand in the constant pool with their length before them. */
    private static boolean mayHaveSome(String pool) {
        return (pool.contains("\0\4exit") || pool.contains("\0\4halt"))
                && (pool.contains("java/lang/System") || pool.contains("java/lang/Runtime"));
    }

    private static final class Rewrite extends ClassVisitor {
        private final String name;
        private final boolean isInterface;
        private boolean changed;

        Rewrite(ClassVisitor next, ClassReader type) {
            super(Opcodes.ASM9, next);
            this.name = type.getClassName();
            this.isInterface = (type.getAccess() & Opcodes.ACC_INTERFACE) != 0;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String type, String signature, String[] thrown) {
            MethodVisitor next = super.visitMethod(access, method, type, signature, thrown);
            return new ExitVisitor(next, name, isInterface, () -> changed = true);
        }

        @Override
        public void visitEnd() {
            if (changed) {
                add(OF_SYSTEM, 1);
                add(OF_RUNTIME, 2);
            }
            super.visitEnd();
        }

        private void add(String type, int locals) {
            int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
            MethodVisitor code = cv.visitMethod(access, REFUSAL, type, null, null);
            code.visitCode();
            code.visitTypeInsn(Opcodes.NEW, ERROR);
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(MESSAGE);
            code.visitMethodInsn(
                    Opcodes.INVOKESPECIAL, ERROR, "<init>", "(Ljava/lang/String;)V", false);
            code.visitInsn(Opcodes.ATHROW);
            code.visitMaxs(3, locals);
            code.visitEnd();
        }
    }
}
