package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes expressions as statements of one language. A part that is used once stands inside its user as long as the
 * line stays readable; any other becomes a variable.
 */
abstract class Emitter {
    private static final int LONG = 72;

    final ElementType type;
    final CodeBlock.Builder out;
    private final String suffix;
    private final Map<Expr, String> texts = new IdentityHashMap<>();
    private int variables;

    /** @param suffix tells the variables of several emitters in one scope apart */
    Emitter(ElementType type, CodeBlock.Builder out, String suffix) {
        this.type = type;
        this.out = out;
        this.suffix = suffix;
    }

    /** Emits what the roots need and returns a text for each of them. */
    final List<String> emit(Graph graph) {
        for (var node : graph.nodes()) {
            var text = text(node);
            boolean leaf = Dag.children(node).isEmpty();
            if (!leaf && (graph.uses(node) > 1 || text.length() > LONG)) {
                text = variable(condition(node), text);
            }
            texts.put(node, text);
        }
        var results = new ArrayList<String>();
        graph.roots().forEach(root -> results.add(strip(of(root))));
        return results;
    }

    final String of(Expr part) {
        return Objects.requireNonNull(texts.get(part), "not emitted");
    }

    /** Declares a variable with this value. */
    final String variable(boolean condition, String text) {
        var name = (condition ? "m" : "t") + variables++ + (suffix.isEmpty() ? "" : "_" + suffix);
        declare(condition, name, strip(text));
        return name;
    }

    final void declare(boolean condition, String name, String text) {
        out.addStatement("$L $L = $L", variableType(condition), name, text);
    }

    /** The node's text, over the texts of its parts. */
    abstract String text(Expr node);

    abstract String variableType(boolean condition);

    static boolean condition(Expr node) {
        return switch (node) {
            case Expr.Flag _, Expr.Compare _, Expr.Both _, Expr.Either _, Expr.Not _ -> true;
            default -> false;
        };
    }

    /** Takes off parentheses that surround the whole text. */
    static String strip(String text) {
        if (!text.startsWith("(") || !text.endsWith(")")) {
            return text;
        }
        int depth = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return text;
            }
        }
        return text.substring(1, text.length() - 1);
    }

    final String input(int index) {
        return operand(index) + suffix;
    }

    /** The names that expressions see for operands: x, y, z, w, u. */
    static String operand(int index) {
        return List.of("x", "y", "z", "w", "u").get(index);
    }
}
