package io.lanewise.conformance;

import io.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which call of the public API answers for each of PyTorch's operators. The topics fill it; an operator without an
 * entry is not there.
 */
final class Table {
    /** PyTorch's default tolerances for a result, or those for long sums, whose order of summation differs. */
    enum Precision {
        ELEMENT,
        SUM
    }

    /** A line of the table: PyTorch's signature, and the call. */
    record Entry(
            String topic,
            String signature,
            Precision precision,
            Function<Arguments, @Nullable Object> call,
            BiFunction<Arguments, @Nullable Object, @Nullable Object> unique,
            BinaryOperator<@Nullable Object> chosen) {
        /** The result, with the choices of the expected one where PyTorch leaves any. */
        @Nullable
        Object run(Case call) {
            return chosen.apply(call.output(), this.call.apply(Arguments.bind(signature, call)));
        }

        /** What of a result, or of the expected one, is determined by the arguments. */
        @Nullable
        Object comparable(Case call, @Nullable Object result) {
            return unique.apply(Arguments.bind(signature, call), result);
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private String topic = "";
    private Precision precision = Precision.ELEMENT;

    Table() {
        ElementwiseTable.fill(topic("elementwise", Precision.ELEMENT));
        ComparisonTable.fill(topic("comparisons and bits", Precision.ELEMENT));
        ReductionTable.fill(topic("reductions", Precision.SUM));
        MovementTable.fill(topic("shapes and movement", Precision.ELEMENT));
        IndexingTable.fill(topic("indexing and sorting", Precision.ELEMENT));
        CountingTable.fill(topic("sets and histograms", Precision.ELEMENT));
        MatrixTable.fill(topic("matrices", Precision.SUM));
        LinalgTable.fill(topic("linear algebra", Precision.SUM));
        FourierTable.fill(topic("Fourier transforms", Precision.SUM));
        CreationTable.fill(topic("making tensors", Precision.ELEMENT));
        LossTable.fill(topic("losses", Precision.SUM));
        FunctionalTable.fill(topic("layers as functions", Precision.SUM));
        WindowTable.fill(topic("windows", Precision.SUM));
        SpecialTable.fill(topic("special functions", Precision.ELEMENT));
        MaskedTable.fill(topic("masked", Precision.SUM));
    }

    private Table topic(String name, Precision of) {
        topic = name;
        precision = of;
        return this;
    }

    /** The entry of an operator or of one of its variants, or null. */
    @Nullable
    Entry find(String operator) {
        return entries.get(operator);
    }

    /** @param operator with {@code __variant} where PyTorch has several */
    void put(String operator, String signature, Function<Arguments, @Nullable Object> call) {
        put(operator, signature, call, (_, result) -> result);
    }

    /** @param unique what of a result is compared, where PyTorch leaves a choice */
    void put(
            String operator,
            String signature,
            Function<Arguments, @Nullable Object> call,
            BiFunction<Arguments, @Nullable Object, @Nullable Object> unique) {
        put(operator, new Entry(topic, signature, precision, call, unique, (_, result) -> result));
    }

    /**
     * An operator whose choices have gradients.
     *
     * @param chosen of an expected and an actual result, the actual one with the choices of the expected one: it can turn
     *     only what the arguments do not determine, and gradients pass through it
     */
    void putChosen(
            String operator,
            String signature,
            Function<Arguments, @Nullable Object> call,
            BinaryOperator<@Nullable Object> chosen) {
        put(operator, new Entry(topic, signature, precision, call, (_, result) -> result, chosen));
    }

    private void put(String operator, Entry entry) {
        if (entries.put(operator, entry) != null) {
            throw new IllegalStateException("two entries for " + operator);
        }
    }

    /** An operator of one tensor. */
    void unary(String operator, UnaryOperator<Tensor> call) {
        put(operator, "input", a -> call.apply(a.tensor("input")));
    }

    /** An operator of two tensors. */
    void binary(String operator, BinaryOperator<Tensor> call) {
        put(operator, "input, other", a -> call.apply(a.tensor("input"), a.tensor("other")));
    }
}
