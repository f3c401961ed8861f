package io.lanewise.autograd;

import io.lanewise.tensor.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the gradient of one input follows from that of the result, g. The factories say which tensors the formula needs
 * besides g, and so what is kept alive until the tape is walked back.
 */
@FunctionalInterface
interface Rule {
    /** Saves what is needed and returns the formula; null where there is no gradient. */
    @Nullable
    UnaryOperator<Tensor> record(Recording operation);

    /** A formula of three tensors. */
    @FunctionalInterface
    interface Ternary {
        Tensor apply(Tensor g, Tensor a, Tensor b);
    }

    /** A formula of four tensors. */
    @FunctionalInterface
    interface Quaternary {
        Tensor apply(Tensor g, Tensor a, Tensor b, Tensor c);
    }

    /** For an input without a gradient, such as indices. */
    Rule NONE = _ -> null;

    static Rule with(UnaryOperator<Tensor> formula) {
        return _ -> formula;
    }

    static Rule withInput(int i, BinaryOperator<Tensor> formula) {
        return operation -> {
            var a = operation.save(i);
            return g -> formula.apply(g, a.get());
        };
    }

    static Rule withInputs(int i, int j, Ternary formula) {
        return operation -> {
            var a = operation.save(i);
            var b = operation.save(j);
            return g -> formula.apply(g, a.get(), b.get());
        };
    }

    static Rule withInputs(int i, int j, int k, Quaternary formula) {
        return operation -> {
            var a = operation.save(i);
            var b = operation.save(j);
            var c = operation.save(k);
            return g -> formula.apply(g, a.get(), b.get(), c.get());
        };
    }

    static Rule withOutput(BinaryOperator<Tensor> formula) {
        return operation -> {
            var y = operation.saveOutput();
            return g -> formula.apply(g, y.get());
        };
    }

    static Rule withInputAndOutput(int i, Ternary formula) {
        return operation -> {
            var x = operation.save(i);
            var y = operation.saveOutput();
            return g -> formula.apply(g, x.get(), y.get());
        };
    }
}
