package io.lanewise.codegen;

import com.palantir.javapoet.ClassName;
import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.Lowering;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A reduction of a row of floats to one number: the terms of all elements, combined.
 *
 * <p>The order is fixed, so that every vector width, and plain Java, gives the same bits. Elements i, i + 32, i + 64…
 * of a block are combined in lane i; the 32 lanes are combined as a tree, each time the first half with the second. The
 * up to 31 elements that are left go into four more lanes, and these last. A row is cut into blocks of 4096 elements,
 * whose results are combined one after the other, sums and products in f64.
 *
 * @param name the name of the methods that compute it
 * @param combine ADD, MUL, MAX or MIN
 * @param term what an element contributes
 * @param inputs how many arrays it reads
 * @param params how many numbers that are the same for the row
 */
record Fold(String name, BinaryOp combine, Expr term, int inputs, int params) {
    static final int LANES = 32;
    static final int BLOCK = 4096;
    private static final Expr X = Expr.input(0);

    static final Fold SUM = new Fold("sum", BinaryOp.ADD, X, 1, 0);
    static final Fold PROD = new Fold("prod", BinaryOp.MUL, X, 1, 0);
    static final Fold MAX = new Fold("max", BinaryOp.MAX, X, 1, 0);
    static final Fold MIN = new Fold("min", BinaryOp.MIN, X, 1, 0);
    static final Fold SUM_SQUARES = new Fold("sumSquares", BinaryOp.ADD, X.square(), 1, 0);
    static final Fold DOT = new Fold("dot", BinaryOp.ADD, X.mul(Expr.input(1)), 2, 0);
    static final Fold CENTERED_SQUARES =
            new Fold("centeredSquares", BinaryOp.ADD, X.sub(Expr.param(0)).square(), 1, 1);
    static final Fold CENTERED_DOT =
            new Fold("centeredDot", BinaryOp.ADD, X.sub(Expr.param(0)).mul(Expr.input(1)), 2, 1);

    /** Those that row kernels alone use. */
    static final List<Fold> OF_ROWS = List.of(DOT, CENTERED_SQUARES, CENTERED_DOT);

    private static final List<String> OFFSETS = List.of("ao", "bo");
    private static final List<String> STEPS = List.of("as", "bs");

    Graph graph(ElementType type) {
        return new Graph(Lowering.lower(term, type));
    }

    /** Whether it is a plain maximum or minimum. */
    boolean isExtreme() {
        return plain() && (combine == BinaryOp.MAX || combine == BinaryOp.MIN);
    }

    boolean plain() {
        return term instanceof Expr.Input;
    }

    /** The class that has its methods. */
    ClassName owner(ElementType type, boolean vector) {
        return Names.group("reduce_" + snake(), type, vector);
    }

    /** The name as kernels carry it. */
    String snake() {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    String elementMethod() {
        return name + "Of";
    }

    double identity() {
        return switch (combine) {
            case ADD -> 0;
            case MUL -> 1;
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
            default -> throw new IllegalArgumentException("not a reduction: " + combine);
        };
    }

    /** The type in which the results of blocks are combined. */
    ElementType total(ElementType type) {
        return combine == BinaryOp.ADD || combine == BinaryOp.MUL ? ElementType.F64 : type;
    }

    String scalarCombine(String a, String b) {
        return switch (combine) {
            case ADD -> a + " + " + b;
            case MUL -> a + " * " + b;
            case MAX -> "Math.max(" + a + ", " + b + ")";
            case MIN -> "Math.min(" + a + ", " + b + ")";
            default -> throw new IllegalArgumentException("not a reduction: " + combine);
        };
    }

    String vectorCombine(String a, String b) {
        return a + "." + combine.name().toLowerCase(Locale.ROOT) + "(" + b + ")";
    }

    /** The term of the element at an index, in plain Java. */
    String scalarTerm(String index, boolean steps) {
        var arguments = new ArrayList<String>();
        for (int i = 0; i < inputs; i++) {
            var at = steps ? (index.matches("\\w+") ? index : "(" + index + ")") + " * " + step(i) : index;
            arguments.add(array(i) + "[" + offset(i) + " + " + at + "]");
        }
        if (plain()) {
            return arguments.getFirst();
        }
        for (int i = 0; i < params; i++) {
            arguments.add("p" + i);
        }
        return elementMethod() + "(" + String.join(", ", arguments) + ")";
    }

    static String array(int input) {
        return Emitter.operand(input) + "s";
    }

    static String offset(int input) {
        return OFFSETS.get(input);
    }

    static String step(int input) {
        return STEPS.get(input);
    }

    /** The arguments in a call from one of the fold's methods to another. */
    String arguments(String advance, boolean steps) {
        var arguments = new ArrayList<String>();
        for (int i = 0; i < inputs; i++) {
            arguments.add(array(i));
            arguments.add(offset(i) + (advance.isEmpty() ? "" : " + " + advance + (steps ? " * " + step(i) : "")));
            if (steps) {
                arguments.add(step(i));
            }
        }
        for (int i = 0; i < params; i++) {
            arguments.add("p" + i);
        }
        return String.join(", ", arguments);
    }
}
