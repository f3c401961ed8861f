package io.lanewise.onnx.export;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.Map;

/** Linear maps and attention. */
final class Products {
    private Products() {}

    /** x·wᵀ (+ b). The weights stay as the module has them; a runtime transposes them once. */
    static String linear(Step step) {
        if (step.rank() == 2) {
            return step.add("Gemm", step.in(), Map.of("transB", Step.whole(1)));
        }
        var product =
                step.add("MatMul", step.x(), step.transposeMatrix(step.in().get(1), 2));
        return step.has(2) ? step.add("Add", product, step.in().get(2)) : product;
    }

    /** softmax(scale·q·kᵀ + mask)·v, and zeros where a query sees no key. */
    static String attention(Step step, Op.Attention attention) {
        if (attention.withLogSums()) {
            throw new IllegalArgumentException("ONNX has no operators of training");
        }
        return new Heads(step).attention(attention);
    }

    /** Queries by the keys that they share: where there are fewer of these, a dimension more, [.., shared, group, n, d]. */
    private static final class Heads {
        private final Step step;
        private final int rank;
        private final boolean grouped;

        Heads(Step step) {
            this.step = step;
            int heads = step.rank() - 3;
            grouped =
                    step.rank() > 2 && step.shape(0).dim(heads) != step.shape(1).dim(heads);
            rank = step.rank() + (grouped ? 1 : 0);
        }

        String attention(Op.Attention attention) {
            var dtype = step.dtype(0);
            var scaled = step.add("Mul", queries(0), step.scalar(attention.scale(), dtype));
            var scores = step.add("MatMul", scaled, step.transposeMatrix(keys(1), rank));
            boolean masked = attention.causal() || step.has(3);
            var lowest = step.scalar(Double.NEGATIVE_INFINITY, dtype);
            if (attention.causal()) {
                scores = step.add("Where", causal(), scores, lowest);
            } else if (step.has(3)) {
                scores = step.dtype(3) == DType.BOOL
                        ? step.add("Where", queries(3), scores, lowest)
                        : step.add("Add", scores, queries(3));
            }
            var weights = step.add("Softmax", scores, "axis", -1);
            if (masked) {
                weights = step.add("Where", step.add("Equal", scores, lowest), step.scalar(0, dtype), weights);
            }
            var result = step.add("MatMul", weights, keys(2));
            return grouped ? step.reshape(result, step.sizes()) : result;
        }

        private String queries(int input) {
            var name = step.in().get(input);
            if (!grouped) {
                return name;
            }
            var sizes = new ArrayList<>(step.sizes(input));
            int heads = sizes.size() - 3;
            int shared = step.shape(1).dim(-3);
            sizes.set(heads, step.sizes(1).get(heads));
            sizes.add(heads + 1, fixed(step.shape(input).dim(heads) / shared));
            return step.reshape(name, sizes);
        }

        private String keys(int input) {
            var name = step.in().get(input);
            return grouped ? step.add("Unsqueeze", name, step.nodes().wholes(step.rank() - 2L)) : name;
        }

        private Size fixed(int size) {
            return Size.of(
                    size,
                    step.family().axes().stream().map(_ -> size).toList(),
                    step.family().axes());
        }

        /** bool [n, m]: whether query i sees key j, which is up to j = i. */
        private String causal() {
            var rows = step.nodes().range(step.sizes(0).get(step.rank() - 2));
            var columns = step.nodes().range(step.sizes(1).get(step.rank() - 2));
            return step.add(
                    "GreaterOrEqual", step.add("Unsqueeze", rows, step.nodes().wholes(1)), columns);
        }
    }
}
