package io.lanewise.kernels.fused;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;

import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a lowered expression as bytecode that leaves its value on the stack. A part that is used more than once is
 * computed where it is first needed and kept in a local variable.
 */
abstract class FusedCode {
    final CodeBuilder code;
    final ElementType type;
    private final Map<Expr, Integer> uses = new IdentityHashMap<>();
    private final Map<Expr, Integer> locals = new IdentityHashMap<>();

    FusedCode(CodeBuilder code, ElementType type, Dag dag) {
        this.code = code;
        this.type = type;
        int[] counts = dag.uses();
        for (int i = 0; i < counts.length; i++) {
            uses.put(dag.nodes().get(i).expr(), counts[i]);
        }
    }

    /** Leaves the value of a part on the stack. */
    final void push(Expr node) {
        @Nullable Integer local = locals.get(node);
        if (local != null) {
            code.loadLocal(kind(node), local);
            return;
        }
        compute(node);
        if (uses.getOrDefault(node, 0) > 1 && !Dag.children(node).isEmpty()) {
            keep(node);
        }
    }

    private void keep(Expr node) {
        var kind = kind(node);
        if (kind == TypeKind.DOUBLE) {
            code.dup2();
        } else {
            code.dup();
        }
        int local = code.allocateLocal(kind);
        code.storeLocal(kind, local);
        locals.put(node, local);
    }

    /** Leaves the value of a part on the stack, computed from its own parts. */
    abstract void compute(Expr node);

    /** How a part's value lies on the stack. */
    abstract TypeKind kind(Expr node);

    final boolean f32() {
        return type == ElementType.F32;
    }

    /** The descriptor of one number of the type. */
    static ClassDesc number(ElementType type) {
        return type == ElementType.F32 ? CD_float : CD_double;
    }

    static void constant(CodeBuilder code, ElementType type, double value) {
        if (type == ElementType.F32) {
            code.loadConstant((float) value);
        } else {
            code.loadConstant(value);
        }
    }

    static IllegalArgumentException unknown(Object operation) {
        return new IllegalArgumentException(operation + " was not lowered");
    }
}
