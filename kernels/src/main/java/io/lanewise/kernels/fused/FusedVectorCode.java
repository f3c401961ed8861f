package io.lanewise.kernels.fused;

import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.Comparison;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.UnaryOp;
import io.lanewise.kernels.Cpu;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One vector of elements. Each operation gives, lane by lane, the bits that {@link FusedScalarCode}'s gives. Constants,
 * parameters and operands that are one number are vectors in locals, which {@link #prepare} fills before the loop.
 */
final class FusedVectorCode extends FusedCode {
    private static final ClassDesc VECTOR = api("Vector");
    private static final ClassDesc MASK = api("VectorMask");
    private static final ClassDesc SPECIES = api("VectorSpecies");
    private static final ClassDesc OPERATORS = api("VectorOperators");
    private static final ClassDesc BINARY = OPERATORS.nested("Binary");
    private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
    private static final ClassDesc BOOLS = ClassDesc.of("io.lanewise.kernels.Bools");
    private static final ClassDesc BYTES = ConstantDescs.CD_byte.arrayType();

    private final ClassDesc self;
    private final ClassDesc vector;
    private final ClassDesc integers;
    private final ClassDesc integer;
    private final int lanes;
    private final Map<Expr, Integer> prepared = new HashMap<>();

    FusedVectorCode(CodeBuilder code, ElementType type, Dag dag, ClassDesc self) {
        super(code, type, dag);
        this.self = self;
        this.vector = api(f32() ? "FloatVector" : "DoubleVector");
        this.integers = api(f32() ? "IntVector" : "LongVector");
        this.integer = f32() ? ConstantDescs.CD_int : ConstantDescs.CD_long;
        this.lanes = lanes(type);
    }

    /** The elements of a vector. */
    static int lanes(ElementType type) {
        return Cpu.vectorBits() / (8 * type.bytes());
    }

    private static ClassDesc api(String name) {
        return ClassDesc.of("jdk.incubator.vector." + name);
    }

    static ClassDesc species() {
        return SPECIES;
    }

    /** Whether all parts have vector instructions with exact results. */
    static boolean canEmit(Dag dag) {
        return dag.nodes().stream().allMatch(node -> canEmit(node.expr()));
    }

    private static boolean canEmit(Expr node) {
        return switch (node) {
            case Expr.Output _ -> false;
            case Expr.Unary(UnaryOp op, Expr _) ->
                switch (op) {
                    case NEG, ABS, SQRT, POW2, EXPONENT, MANTISSA -> true;
                    default -> false;
                };
            case Expr.Binary(BinaryOp op, Expr _, Expr _) ->
                switch (op) {
                    case ADD, SUB, MUL, DIV, MIN, MAX -> true;
                    default -> false;
                };
            default -> true;
        };
    }

    /** Keeps a vector whose lanes are all the number on the stack, under the expression that it stands for. */
    void prepare(Expr leaf, Runnable number) {
        if (prepared.containsKey(leaf)) {
            return;
        }
        code.getstatic(self, FusedAssembler.SPECIES, SPECIES);
        number.run();
        code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, number(type)));
        store(leaf);
    }

    /** Keeps a mask whose lanes are all the truth value on the stack, under the condition that it stands for. */
    void prepareMask(Expr.Flag leaf, Runnable truth) {
        code.getstatic(self, FusedAssembler.SPECIES, SPECIES);
        truth.run();
        code.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, ConstantDescs.CD_boolean));
        store(leaf);
    }

    /** Keeps the vector of an operand, or a condition's mask, that starts at the index on the stack, above its array. */
    void load(Expr leaf, Runnable arrayAndIndex) {
        code.getstatic(self, FusedAssembler.SPECIES, SPECIES);
        arrayAndIndex.run();
        if (leaf instanceof Expr.Flag) {
            code.loadConstant(lanes);
            var bits = MethodTypeDesc.of(ConstantDescs.CD_long, BYTES, ConstantDescs.CD_int, ConstantDescs.CD_int);
            code.invokestatic(BOOLS, "load", bits);
            var ofLong = MethodTypeDesc.of(MASK, SPECIES, ConstantDescs.CD_long);
            code.invokestatic(MASK, "fromLong", ofLong);
            store(leaf);
            return;
        }
        var array = number(type).arrayType();
        code.invokestatic(vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array, ConstantDescs.CD_int));
        store(leaf);
    }

    private void store(Expr leaf) {
        int local = prepared.computeIfAbsent(leaf, _ -> code.allocateLocal(TypeKind.REFERENCE));
        code.astore(local);
    }

    /** Prepares the constants of an expression, those that its operations bring along too. */
    void prepareConstants(Dag dag) {
        for (var node : dag.nodes()) {
            switch (node.expr()) {
                case Expr.Const(double value) -> prepareConstant(value);
                case Expr.Unary(UnaryOp op, Expr _)
                when op == UnaryOp.POW2 || op == UnaryOp.EXPONENT -> prepareConstant(shift());
                default -> {}
            }
        }
    }

    private void prepareConstant(double value) {
        prepare(Expr.of(value), () -> constant(code, type, value));
    }

    /** Added to an integer, puts it, biased, into the lowest bits. */
    private double shift() {
        return f32() ? 0x1p23 + 127 : 0x1p52 + 1023;
    }

    /** Stores the vector or the mask on the stack into an array. */
    void into(Runnable arrayAndIndex, boolean mask) {
        if (mask) {
            code.invokevirtual(MASK, "toLong", MethodTypeDesc.of(ConstantDescs.CD_long));
            arrayAndIndex.run();
            code.loadConstant(lanes);
            var store = MethodTypeDesc.of(
                    ConstantDescs.CD_void, ConstantDescs.CD_long, BYTES, ConstantDescs.CD_int, ConstantDescs.CD_int);
            code.invokestatic(BOOLS, "store", store);
            return;
        }
        arrayAndIndex.run();
        var array = number(type).arrayType();
        code.invokevirtual(vector, "intoArray", MethodTypeDesc.of(ConstantDescs.CD_void, array, ConstantDescs.CD_int));
    }

    @Override
    TypeKind kind(Expr node) {
        return TypeKind.REFERENCE;
    }

    @Override
    void compute(Expr node) {
        switch (node) {
            case Expr.Input _, Expr.Flag _, Expr.Param _, Expr.Const _ -> leaf(node);
            case Expr.Unary(var op, var x) -> {
                push(x);
                unary(op);
            }
            case Expr.Binary(var op, var a, var b) -> {
                push(a);
                push(b);
                call(method(op), VECTOR);
            }
            case Expr.Fma(var a, var b, var c) -> {
                push(a);
                push(b);
                push(c);
                call("fma", VECTOR, VECTOR);
            }
            case Expr.Select(var c, var t, var f) -> {
                push(f);
                push(t);
                push(c);
                call("blend", VECTOR, MASK);
            }
            case Expr.Compare(var op, var a, var b) -> compare(op, a, b);
            case Expr.Both(var a, var b) -> masks("and", a, b);
            case Expr.Either(var a, var b) -> masks("or", a, b);
            case Expr.Not(var c) -> {
                push(c);
                code.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
            }
            case Expr.Output _ -> throw unknown(node);
        }
    }

    private void leaf(Expr leaf) {
        code.aload(Objects.requireNonNull(prepared.get(leaf), "an operand was not loaded"));
    }

    private void compare(Comparison op, Expr a, Expr b) {
        push(a);
        code.getstatic(OPERATORS, op.name(), COMPARISON);
        push(b);
        code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    }

    private void masks(String name, Expr a, Expr b) {
        push(a);
        push(b);
        code.invokevirtual(MASK, name, MethodTypeDesc.of(MASK, MASK));
    }

    private static String method(BinaryOp op) {
        return switch (op) {
            case ADD -> "add";
            case SUB -> "sub";
            case MUL -> "mul";
            case DIV -> "div";
            case MIN -> "min";
            case MAX -> "max";
            default -> throw unknown(op);
        };
    }

    private void call(String name, ClassDesc... arguments) {
        code.invokevirtual(vector, name, MethodTypeDesc.of(vector, arguments));
    }

    private void unary(UnaryOp op) {
        switch (op) {
            case NEG -> call("neg");
            case ABS -> call("abs");
            case SQRT -> call("sqrt");
            case POW2 -> {
                leaf(Expr.of(shift()));
                call("add", VECTOR);
                toIntegers();
                shift("LSHL");
                toFloats();
            }
            case EXPONENT -> {
                toIntegers();
                shift("LSHR");
                bits("or", 0x4b000000, 0x4330000000000000L);
                toFloats();
                leaf(Expr.of(shift()));
                call("sub", VECTOR);
            }
            case MANTISSA -> {
                toIntegers();
                bits("and", 0x007fffff, 0x000fffffffffffffL);
                bits("or", 0x3f800000, 0x3ff0000000000000L);
                toFloats();
            }
            default -> throw unknown(op);
        }
    }

    private void toIntegers() {
        code.invokevirtual(vector, f32() ? "reinterpretAsInts" : "reinterpretAsLongs", MethodTypeDesc.of(integers));
    }

    private void toFloats() {
        code.invokevirtual(integers, f32() ? "reinterpretAsFloats" : "reinterpretAsDoubles", MethodTypeDesc.of(vector));
    }

    /** By the number of bits of the mantissa. */
    private void shift(String operator) {
        code.getstatic(OPERATORS, operator, BINARY);
        load(23, 52L);
        code.invokevirtual(integers, "lanewise", MethodTypeDesc.of(integers, BINARY, integer));
    }

    private void bits(String operation, int narrow, long wide) {
        load(narrow, wide);
        code.invokevirtual(integers, operation, MethodTypeDesc.of(integers, integer));
    }

    private void load(int narrow, long wide) {
        if (f32()) {
            code.loadConstant(narrow);
        } else {
            code.loadConstant(wide);
        }
    }
}
