package io.demijohn.guard.internal;

import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** One method: its calls that end the process are replaced. */
final class ExitVisitor extends MethodVisitor {

    private static final Set<String> ENDS =
            Set.of("java/lang/System.exit", "java/lang/Runtime.exit", "java/lang/Runtime.halt");

    private final String owner;
    private final boolean isInterface;
    private final Runnable onChange;

    ExitVisitor(MethodVisitor next, String owner, boolean isInterface, Runnable onChange) {
        super(Opcodes.ASM9, next);
        this.owner = owner;
        this.isInterface = isInterface;
        this.onChange = onChange;
    }

    @Override
    public void visitMethodInsn(
            int opcode, String of, String name, String type, boolean ofInterface) {
        if (ends(of, name, type)) {
            onChange.run();
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, owner, ExitCalls.REFUSAL, refusal(of), isInterface);
        } else {
            super.visitMethodInsn(opcode, of, name, type, ofInterface);
        }
    }

    @Override
    public void visitInvokeDynamicInsn(
            String name, String type, Handle bootstrap, Object... arguments) {
        Object[] replaced = arguments.clone();
        for (int i = 0; i < replaced.length; i++) {
            if (replaced[i] instanceof Handle handle
                    && ends(handle.getOwner(), handle.getName(), handle.getDesc())) {
                onChange.run();
                replaced[i] =
                        new Handle(
                                Opcodes.H_INVOKESTATIC,
                                owner,
                                ExitCalls.REFUSAL,
                                refusal(handle.getOwner()),
                                isInterface);
            }
        }
        super.visitInvokeDynamicInsn(name, type, bootstrap, replaced);
    }

    private static boolean ends(String of, String name, String type) {
        return type.equals(ExitCalls.OF_SYSTEM) && ENDS.contains(of + "." + name);
    }

    private static String refusal(String of) {
        return of.equals("java/lang/System") ? ExitCalls.OF_SYSTEM : ExitCalls.OF_RUNTIME;
    }
}
