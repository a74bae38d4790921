package io.demijohn.compat;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * {@code Subject.getSubject} and {@code Subject.doAs} become calls of {@code CurrentSubject};
 * {@code JaasHelper.doAs}, which relied on a domain combiner, becomes {@code Subject.doAs}. The new
 * bodies have no branches, so no stack map frames have to be computed.
 */
final class Rewrites extends ClassVisitor {
    private static final String SUBJECT = "javax/security/auth/Subject";
    private static final String HELPER = "org/apache/karaf/util/jaas/JaasHelper";
    private static final String CURRENT = "io/demijohn/compat/boot/CurrentSubject";

    private final String className;

    private Rewrites(String className, ClassVisitor next) {
        super(ASM9, next);
        this.className = className;
    }

    /** The rewritten class, or null when the class is none of ours. */
    static byte @Nullable [] of(String className, byte[] classFile) {
        if (!SUBJECT.equals(className) && !HELPER.equals(className)) {
            return null;
        }
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Rewrites(className, writer), 0);
        return writer.toByteArray();
    }

    @Override
    public MethodVisitor visitMethod(
            int access,
            String name,
            String descriptor,
            @Nullable String signature,
            String @Nullable [] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (!replaced(name, descriptor)) {
            return next;
        }
        writeBody(next, name, descriptor);
        return new MethodVisitor(ASM9) {};
    }

    private boolean replaced(String name, String descriptor) {
        boolean doAs = name.equals("doAs") && Type.getArgumentTypes(descriptor).length == 2;
        return doAs || (name.equals("getSubject") && SUBJECT.equals(className));
    }

    private void writeBody(MethodVisitor body, String name, String descriptor) {
        body.visitCode();
        if (name.equals("getSubject")) {
            body.visitMethodInsn(INVOKESTATIC, CURRENT, "get", "()L" + SUBJECT + ";", false);
        } else {
            body.visitVarInsn(ALOAD, 0);
            body.visitVarInsn(ALOAD, 1);
            String owner = SUBJECT.equals(className) ? CURRENT : SUBJECT;
            body.visitMethodInsn(INVOKESTATIC, owner, "doAs", descriptor, false);
        }
        body.visitInsn(ARETURN);
        body.visitMaxs(2, 2);
        body.visitEnd();
    }
}
