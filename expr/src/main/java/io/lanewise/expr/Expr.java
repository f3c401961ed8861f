package io.lanewise.expr;

/**
 * What a kernel computes for one element. Values are numbers of the kernel's element type, except for the conditions
 * ({@link Compare}, {@link Both}, {@link Either}, {@link Not}, {@link Flag}), which are truth values and appear only
 * below {@link Select}, each other, or as the whole of a function whose result is bool.
 *
 * <p>Expressions are immutable and may share parts; they are compared by structure.
 */
public sealed interface Expr {
    /** The element of array operand {@code index}. */
    record Input(int index) implements Expr {}

    /** The element of a bool array operand, as a condition. */
    record Flag(int index) implements Expr {}

    /** A scalar attribute of the call, the same for all elements: a slope, a limit. */
    record Param(int index) implements Expr {}

    /** In a derivative: what the function itself returned for these inputs. */
    record Output() implements Expr {}

    record Const(double value) implements Expr {
        public static final Const ZERO = new Const(0);
        public static final Const ONE = new Const(1);
    }

    record Unary(UnaryOp op, Expr x) implements Expr {}

    record Binary(BinaryOp op, Expr a, Expr b) implements Expr {}

    /** a·b + c, rounded once. */
    record Fma(Expr a, Expr b, Expr c) implements Expr {}

    record Select(Expr condition, Expr whenTrue, Expr whenFalse) implements Expr {}

    record Compare(Comparison op, Expr a, Expr b) implements Expr {}

    record Both(Expr a, Expr b) implements Expr {}

    record Either(Expr a, Expr b) implements Expr {}

    record Not(Expr condition) implements Expr {}

    static Expr of(double value) {
        return new Const(value);
    }

    static Expr input(int index) {
        return new Input(index);
    }

    static Expr param(int index) {
        return new Param(index);
    }

    private Expr unary(UnaryOp op) {
        return new Unary(op, this);
    }

    private Expr binary(BinaryOp op, Expr other) {
        return new Binary(op, this, other);
    }

    private Expr compare(Comparison op, Expr other) {
        return new Compare(op, this, other);
    }

    default Expr add(Expr other) {
        return binary(BinaryOp.ADD, other);
    }

    default Expr add(double other) {
        return add(of(other));
    }

    default Expr sub(Expr other) {
        return binary(BinaryOp.SUB, other);
    }

    default Expr sub(double other) {
        return sub(of(other));
    }

    default Expr mul(Expr other) {
        return binary(BinaryOp.MUL, other);
    }

    default Expr mul(double other) {
        return mul(of(other));
    }

    default Expr div(Expr other) {
        return binary(BinaryOp.DIV, other);
    }

    default Expr div(double other) {
        return div(of(other));
    }

    default Expr min(Expr other) {
        return binary(BinaryOp.MIN, other);
    }

    default Expr max(Expr other) {
        return binary(BinaryOp.MAX, other);
    }

    default Expr pow(Expr other) {
        return binary(BinaryOp.POW, other);
    }

    default Expr pow(double other) {
        return pow(of(other));
    }

    default Expr atan2(Expr other) {
        return binary(BinaryOp.ATAN2, other);
    }

    /** The remainder of truncating division. */
    default Expr rem(Expr other) {
        return binary(BinaryOp.REM, other);
    }

    default Expr floorDiv(Expr other) {
        return binary(BinaryOp.FLOOR_DIV, other);
    }

    default Expr floorMod(Expr other) {
        return binary(BinaryOp.FLOOR_MOD, other);
    }

    default Expr bitAnd(Expr other) {
        return binary(BinaryOp.BIT_AND, other);
    }

    default Expr bitOr(Expr other) {
        return binary(BinaryOp.BIT_OR, other);
    }

    default Expr bitXor(Expr other) {
        return binary(BinaryOp.BIT_XOR, other);
    }

    default Expr bitNot() {
        return unary(UnaryOp.BIT_NOT);
    }

    default Expr shiftLeft(Expr other) {
        return binary(BinaryOp.SHIFT_LEFT, other);
    }

    default Expr shiftRight(Expr other) {
        return binary(BinaryOp.SHIFT_RIGHT, other);
    }

    /** other - this. */
    default Expr subFrom(double other) {
        return of(other).sub(this);
    }

    /** other / this. */
    default Expr divInto(double other) {
        return of(other).div(this);
    }

    /** this·b + c, rounded once. */
    default Expr fma(Expr b, Expr c) {
        return new Fma(this, b, c);
    }

    default Expr square() {
        return mul(this);
    }

    default Expr neg() {
        return unary(UnaryOp.NEG);
    }

    default Expr abs() {
        return unary(UnaryOp.ABS);
    }

    default Expr sign() {
        return unary(UnaryOp.SIGN);
    }

    default Expr sqrt() {
        return unary(UnaryOp.SQRT);
    }

    default Expr floor() {
        return unary(UnaryOp.FLOOR);
    }

    default Expr ceil() {
        return unary(UnaryOp.CEIL);
    }

    default Expr trunc() {
        return unary(UnaryOp.TRUNC);
    }

    default Expr round() {
        return unary(UnaryOp.ROUND);
    }

    default Expr exp() {
        return unary(UnaryOp.EXP);
    }

    /** e⁻ˣ where x is known not to be negative, apart from rounding: fewer operations than {@link #exp}. */
    default Expr expOfMinus() {
        return unary(UnaryOp.EXP_OF_MINUS);
    }

    default Expr expm1() {
        return unary(UnaryOp.EXPM1);
    }

    default Expr log() {
        return unary(UnaryOp.LOG);
    }

    default Expr log1p() {
        return unary(UnaryOp.LOG1P);
    }

    default Expr tanh() {
        return unary(UnaryOp.TANH);
    }

    default Expr sigmoid() {
        return unary(UnaryOp.SIGMOID);
    }

    default Expr erf() {
        return unary(UnaryOp.ERF);
    }

    default Expr sin() {
        return unary(UnaryOp.SIN);
    }

    default Expr cos() {
        return unary(UnaryOp.COS);
    }

    default Expr exp2() {
        return unary(UnaryOp.EXP2);
    }

    default Expr log2() {
        return unary(UnaryOp.LOG2);
    }

    default Expr log10() {
        return unary(UnaryOp.LOG10);
    }

    default Expr erfc() {
        return unary(UnaryOp.ERFC);
    }

    default Expr normalCdf() {
        return unary(UnaryOp.NORMAL_CDF);
    }

    default Expr gelu() {
        return unary(UnaryOp.GELU);
    }

    default Expr tan() {
        return unary(UnaryOp.TAN);
    }

    default Expr asin() {
        return unary(UnaryOp.ASIN);
    }

    default Expr acos() {
        return unary(UnaryOp.ACOS);
    }

    default Expr atan() {
        return unary(UnaryOp.ATAN);
    }

    default Expr sinh() {
        return unary(UnaryOp.SINH);
    }

    default Expr cosh() {
        return unary(UnaryOp.COSH);
    }

    default Expr eq(Expr other) {
        return compare(Comparison.EQ, other);
    }

    default Expr eq(double other) {
        return eq(of(other));
    }

    default Expr ne(Expr other) {
        return compare(Comparison.NE, other);
    }

    default Expr ne(double other) {
        return ne(of(other));
    }

    default Expr lt(Expr other) {
        return compare(Comparison.LT, other);
    }

    default Expr lt(double other) {
        return lt(of(other));
    }

    default Expr le(Expr other) {
        return compare(Comparison.LE, other);
    }

    default Expr le(double other) {
        return le(of(other));
    }

    default Expr gt(Expr other) {
        return compare(Comparison.GT, other);
    }

    default Expr gt(double other) {
        return gt(of(other));
    }

    default Expr ge(Expr other) {
        return compare(Comparison.GE, other);
    }

    default Expr ge(double other) {
        return ge(of(other));
    }

    /** Whether this is NaN. */
    default Expr isNan() {
        return ne(this);
    }

    /** Whether this is a condition: a truth value and not a number. */
    default boolean isCondition() {
        return switch (this) {
            case Compare c -> true;
            case Both b -> true;
            case Either e -> true;
            case Not n -> true;
            case Flag f -> true;
            default -> false;
        };
    }

    /** This condition's choice between two values. */
    default Expr then(Expr whenTrue, Expr whenFalse) {
        return new Select(this, whenTrue, whenFalse);
    }

    default Expr and(Expr other) {
        return new Both(this, other);
    }

    default Expr or(Expr other) {
        return new Either(this, other);
    }

    default Expr not() {
        return new Not(this);
    }
}
