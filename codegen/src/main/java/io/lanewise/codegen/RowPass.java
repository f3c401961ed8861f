package io.lanewise.codegen;

import io.lanewise.expr.Expr;
import java.util.List;

/**
 * A part of the definition of a row kernel, see {@link RowDefinitions}. Its expressions see the operands' rows as inputs
 * and, as parameters in their order, the numbers that the earlier passes found.
 */
sealed interface RowPass {
    /** Finds a number: the reduction of rows; the fold's parameters are numbers found before. */
    record Reduce(Fold fold, List<Integer> rows, List<Integer> numbers) implements RowPass {
        Reduce(Fold fold, Integer... rows) {
            this(fold, List.of(rows), List.of());
        }
    }

    /** Finds a number from those found before. */
    record Number(Expr value) implements RowPass {}

    /** Finds a number: how many elements the row has. */
    record Length() implements RowPass {}

    /** Finds a number: an attribute of the call, the same for all rows. */
    record Attribute(int index) implements RowPass {}

    /** Finds a number: one of those that an operand has for the row. */
    record Given(int operand, int at) implements RowPass {}

    /** Writes a row. */
    record Map(int row, Expr value) implements RowPass {}

    /** Writes a row and finds the sum of what it wrote. */
    record MapSum(int row, Expr value) implements RowPass {}

    /** Writes one of the numbers that an operand has for the row. */
    record Result(int operand, int at, Expr value) implements RowPass {}
}
