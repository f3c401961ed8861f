package io.lanewise.kernels.fused;

import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.Comparison;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;

/** One element in floats or doubles; conditions are the ints 0 and 1. Operands and parameters are the first locals. */
final class FusedScalarCode extends FusedCode {
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc SCALARS = ClassDesc.of("io.lanewise.kernels.Scalars");

    private final int arity;
    private final Dag dag;

    FusedScalarCode(CodeBuilder code, ElementType type, Dag dag, int arity) {
        super(code, type, dag);
        this.dag = dag;
        this.arity = arity;
    }

    /** The whole method: the value of the expression is returned. */
    void emit() {
        push(dag.expr());
        code.return_(kind(dag.expr()));
    }

    private TypeKind value() {
        return f32() ? TypeKind.FLOAT : TypeKind.DOUBLE;
    }

    @Override
    TypeKind kind(Expr node) {
        return node.isCondition() ? TypeKind.INT : value();
    }

    @Override
    void compute(Expr node) {
        Dag.children(node).forEach(this::push);
        switch (node) {
            case Expr.Input(int i) -> code.loadLocal(value(), code.parameterSlot(i));
            case Expr.Flag(int i) -> flag(i);
            case Expr.Param(int i) -> code.loadLocal(value(), code.parameterSlot(arity + i));
            case Expr.Const(double value) -> constant(code, type, value);
            case Expr.Unary(var op, Expr _) -> unary(op);
            case Expr.Binary(var op, Expr _, Expr _) -> binary(op);
            case Expr.Fma(Expr _, Expr _, Expr _) -> call(SCALARS, "fma", 3);
            case Expr.Compare(var op, Expr _, Expr _) -> compare(op);
            case Expr.Both(Expr _, Expr _) -> code.iand();
            case Expr.Either(Expr _, Expr _) -> code.ior();
            case Expr.Not(Expr _) -> code.iconst_1().ixor();
            case Expr.Select select -> select(select);
            case Expr.Output() -> throw unknown(node);
        }
    }

    /** A condition's operand is passed as a number that is not 0 where it holds. */
    private void flag(int i) {
        code.loadLocal(value(), code.parameterSlot(i));
        constant(code, type, 0);
        compare(Comparison.NE);
    }

    /** On the stack: condition, whenTrue, whenFalse. */
    private void select(Expr.Select select) {
        var kind = kind(select);
        int no = code.allocateLocal(kind);
        int yes = code.allocateLocal(kind);
        code.storeLocal(kind, no).storeLocal(kind, yes);
        var otherwise = code.newLabel();
        var end = code.newLabel();
        code.ifeq(otherwise)
                .loadLocal(kind, yes)
                .goto_(end)
                .labelBinding(otherwise)
                .loadLocal(kind, no)
                .labelBinding(end);
    }

    /** With NaN the first four take the other branch and {@code NE} holds, as in Java. */
    private void compare(Comparison op) {
        boolean less = op == Comparison.LT || op == Comparison.LE;
        if (f32()) {
            var _ = less ? code.fcmpg() : code.fcmpl();
        } else {
            var _ = less ? code.dcmpg() : code.dcmpl();
        }
        Label holds = code.newLabel();
        Label end = code.newLabel();
        switch (op) {
            case EQ -> code.ifeq(holds);
            case NE -> code.ifne(holds);
            case LT -> code.iflt(holds);
            case LE -> code.ifle(holds);
            case GT -> code.ifgt(holds);
            case GE -> code.ifge(holds);
        }
        code.iconst_0().goto_(end).labelBinding(holds).iconst_1().labelBinding(end);
    }

    private void unary(UnaryOp op) {
        switch (op) {
            case NEG -> {
                var _ = f32() ? code.fneg() : code.dneg();
            }
            case ABS -> call(MATH, "abs", 1);
            case SQRT -> inDouble("sqrt", 1);
            case POW2 -> call(SCALARS, "pow2", 1);
            case EXPONENT -> call(SCALARS, "exponent", 1);
            case MANTISSA -> call(SCALARS, "mantissa", 1);
            default -> throw unknown(op);
        }
    }

    private void binary(BinaryOp op) {
        boolean f32 = f32();
        switch (op) {
            case ADD -> {
                var _ = f32 ? code.fadd() : code.dadd();
            }
            case SUB -> {
                var _ = f32 ? code.fsub() : code.dsub();
            }
            case MUL -> {
                var _ = f32 ? code.fmul() : code.dmul();
            }
            case DIV -> {
                var _ = f32 ? code.fdiv() : code.ddiv();
            }
            case REM -> {
                var _ = f32 ? code.frem() : code.drem();
            }
            case MIN -> call(MATH, "min", 2);
            case MAX -> call(MATH, "max", 2);
            case POW -> inDouble("pow", 2);
            default -> throw unknown(op);
        }
    }

    private void call(ClassDesc owner, String name, int arguments) {
        var number = number(type);
        code.invokestatic(owner, name, MethodTypeDesc.of(number, Collections.nCopies(arguments, number)));
    }

    /** A method of {@link Math} that there is for doubles only. */
    private void inDouble(String name, int arguments) {
        if (f32() && arguments == 2) {
            int second = code.allocateLocal(TypeKind.FLOAT);
            code.fstore(second).f2d().fload(second).f2d();
        } else if (f32()) {
            code.f2d();
        }
        var number = ConstantDescs.CD_double;
        code.invokestatic(MATH, name, MethodTypeDesc.of(number, Collections.nCopies(arguments, number)));
        if (f32()) {
            code.d2f();
        }
    }
}
