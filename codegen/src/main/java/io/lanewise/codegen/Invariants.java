package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What expressions compute from parameters alone: computed before the loop, in f64 (1 − 0.999 in f32 would be off by
 * some hundred ulp), and put into the expressions as further parameters.
 */
final class Invariants {
    private final List<Expr> roots = new ArrayList<>();
    private final List<Expr> hoisted = new ArrayList<>();
    private final int params;

    Invariants(List<Expr> expressions, int params) {
        this.params = params;
        var graph = new Graph(expressions);
        var fixed = new IdentityHashMap<Expr, Boolean>();
        for (var node : graph.nodes()) {
            var parts = Dag.children(node);
            boolean leaf = node instanceof Expr.Param || node instanceof Expr.Const;
            fixed.put(node, leaf || !parts.isEmpty() && parts.stream().allMatch(fixed::get));
        }
        var replaced = new IdentityHashMap<Expr, Expr>();
        graph.roots().forEach(root -> roots.add(replace(root, fixed, replaced)));
    }

    private Expr replace(Expr node, Map<Expr, Boolean> fixed, Map<Expr, Expr> replaced) {
        var known = replaced.get(node);
        if (known != null) {
            return known;
        }
        Expr result;
        if (fixed.getOrDefault(node, false) && !Dag.children(node).isEmpty()) {
            result = Expr.param(params + hoisted.size());
            hoisted.add(node);
        } else {
            result = Dag.withChildren(
                    node,
                    Dag.children(node).stream()
                            .map(part -> replace(part, fixed, replaced))
                            .toList());
        }
        replaced.put(node, result);
        return result;
    }

    /** The expressions over the parameters and what was hoisted. */
    List<Expr> roots() {
        return roots;
    }

    /** How many parameters there are, hoisted ones included. */
    int params() {
        return params + hoisted.size();
    }

    /** Declares p0, p1, … of the element type, from an array {@code params} of f64. */
    CodeBlock declarations(ElementType type) {
        var code = CodeBlock.builder();
        var cast = type == ElementType.F32 ? "(float) " : "";
        for (int i = 0; i < params; i++) {
            code.addStatement("$T p$L = $Lparams[$L]", Names.value(type), i, cast, i);
        }
        for (int i = 0; i < hoisted.size(); i++) {
            var text = new ScalarEmitter(ElementType.F64, code, "params[", "]")
                    .emit(new Graph(hoisted.get(i)))
                    .getFirst();
            var value = type == ElementType.F32 ? "(float) (" + text + ")" : text;
            code.addStatement("$T p$L = $L", Names.value(type), params + i, value);
        }
        return code.build();
    }
}
