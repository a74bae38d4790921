package io.demijohn.itests.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Parses Java sources, without resolving anything. */
final class Sources {
    private Sources() {}

    static Stream<Declaration> declarations(List<Path> files) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            javac.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            Scanner scanner = new Scanner(DocTrees.instance(task));
            task.parse().forEach(unit -> scanner.scan(unit, null));
            return scanner.found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot parse the sources", e);
        }
    }

    private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees trees;
        private final List<Declaration> found = new ArrayList<>();

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            if (!type.getSimpleName().isEmpty()) {
                boolean open = exposed(type.getModifiers()) && exposedAround();
                add(type, type.getSimpleName().toString(), false, open);
            }
            return super.visitClass(type, unused);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            boolean open =
                    exposed(method.getModifiers())
                            && exposedAround()
                            && !method.getName().contentEquals("<init>")
                            && !overrides(method);
            add(method, method.getName().toString(), true, open);
            return super.visitMethod(method, unused);
        }

        private void add(Tree tree, String name, boolean isMethod, boolean open) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long first = line(trees.getSourcePositions().getStartPosition(unit, tree));
            long last = line(trees.getSourcePositions().getEndPosition(unit, tree));
            boolean documented = trees.getDocComment(getCurrentPath()) != null;
            String place = Path.of(unit.getSourceFile().getName()).getFileName() + ":" + first;
            found.add(new Declaration(place, name, isMethod, open, documented, last - first + 1));
        }

        private long line(long position) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
        }

        /** Members of an interface are public without saying so. */
        private boolean exposed(ModifiersTree modifiers) {
            if (modifiers.getFlags().contains(Modifier.PRIVATE)) {
                return false;
            }
            Tree parent = getCurrentPath().getParentPath().getLeaf();
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || parent.getKind() == Tree.Kind.INTERFACE;
        }

        private boolean exposedAround() {
            for (Tree around : getCurrentPath().getParentPath()) {
                if (around instanceof MethodTree) {
                    return false;
                }
                if (around instanceof ClassTree type
                        && !type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
        }
    }
}
