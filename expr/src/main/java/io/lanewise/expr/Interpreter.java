package io.lanewise.expr;

/**
 * Evaluates expressions an element at a time, in one of two ways: as the oracle, every operation in f64 by the best
 * formula there is; or as a model of the kernels, each operation of a lowered expression rounded to the element type,
 * which gives the kernels' bits.
 *
 * <p>Truth values are 1 and 0, among the operands and as results. An interpreter is not safe for use by several
 * threads at once.
 */
public interface Interpreter {
    /** The value for these operands and scalar attributes. */
    double apply(double[] operands, double... params);

    /** The same for integers beyond 2^53; of a floating-point interpreter the value is rounded to a long. */
    default long applyToIntegers(long[] operands, double... params) {
        double[] numbers = new double[operands.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = operands[i];
        }
        return (long) apply(numbers, params);
    }

    /** The oracle: f64 throughout, within a few units in the last place of f64 for each operation. */
    static Interpreter oracle(Expr expr) {
        return new Oracle(expr);
    }

    /** The kernels' bits for a type; the expression is lowered first. */
    static Interpreter model(Expr expr, ElementType type) {
        return lowered(Lowering.lower(expr, type), type);
    }

    /** The kernels' bits for an expression that was lowered already. */
    static Interpreter lowered(Expr lowered, ElementType type) {
        return switch (type) {
            case F32 -> new FloatModel(lowered);
            case F64 -> new DoubleModel(lowered);
            case I32, I64, I8, U8, BOOL -> new IntegerModel(lowered, type);
        };
    }
}
