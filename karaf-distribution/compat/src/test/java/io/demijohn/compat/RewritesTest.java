package io.demijohn.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.objectweb.asm.Opcodes.ASM9;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;

class RewritesTest {
    private static final String SUBJECT = "javax/security/auth/Subject";
    private static final String CURRENT = "io/demijohn/compat/boot/CurrentSubject";

    @Test
    void subjectAsksOurThreadLocalAndNothingElse() throws IOException {
        byte[] rewritten = Rewrites.of(SUBJECT, classFile(Subject.class));

        assertThat(calls(rewritten, "getSubject")).containsExactly(CURRENT + ".get");
        assertThat(calls(rewritten, "doAs")).containsExactly(CURRENT + ".doAs", CURRENT + ".doAs");
    }

    @Test
    void subjectsOtherMethodsStay() throws IOException {
        byte[] rewritten = Rewrites.of(SUBJECT, classFile(Subject.class));

        assertThat(calls(rewritten, "getPrincipals"))
                .isEqualTo(calls(classFile(Subject.class), "getPrincipals"))
                .isNotEmpty();
    }

    @Test
    void otherClassesAreLeftAlone() throws IOException {
        assertThat(Rewrites.of("java/lang/Object", classFile(Object.class))).isNull();
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in.readAllBytes();
        }
    }

    private static List<String> calls(byte[] classFile, String method) {
        List<String> calls = new ArrayList<>();
        new ClassReader(classFile).accept(new CallsOf(method, calls), ClassReader.SKIP_FRAMES);
        return calls;
    }

    private static final class CallsOf extends ClassVisitor {
        private final String method;
        private final List<String> calls;

        CallsOf(String method, List<String> calls) {
            super(ASM9);
            this.method = method;
            this.calls = calls;
        }

        @Override
        public MethodVisitor visitMethod(int a, String name, String d, String s, String[] e) {
            return !name.equals(method)
                    ? null
                    : new MethodVisitor(ASM9) {
                        @Override
                        public void visitMethodInsn(
                                int opcode, String owner, String n, String desc, boolean itf) {
                            calls.add(owner + "." + n);
                        }
                    };
        }
    }
}
