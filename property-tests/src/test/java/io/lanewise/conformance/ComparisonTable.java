package io.lanewise.conformance;

import io.lanewise.tensor.Tensor;

/** Comparisons, logic, bits. */
final class ComparisonTable {
    private ComparisonTable() {}

    static void fill(Table table) {
        table.binary("eq", Tensor::eq);
        table.binary("ne", Tensor::ne);
        table.binary("lt", Tensor::lt);
        table.binary("le", Tensor::le);
        table.binary("gt", Tensor::gt);
        table.binary("ge", Tensor::ge);
        table.unary("isfinite", Tensor::isFinite);
        table.unary("isnan", Tensor::isNan);
        table.unary("isposinf", Tensor::isPosInf);
        table.unary("isneginf", Tensor::isNegInf);
        table.put("isclose", "input, other, rtol=1e-5, atol=1e-8, equal_nan=False", a -> a.tensor("input")
                .isClose(a.tensor("other"), a.number("rtol"), a.number("atol"), a.bool("equal_nan")));
        table.put("allclose", "input, other, rtol=1e-5, atol=1e-8, equal_nan=False", a -> a.tensor("input")
                .allClose(a.tensor("other"), a.number("rtol"), a.number("atol"), a.bool("equal_nan")));
        table.put("equal", "input, other", a -> a.tensor("input").equal(a.tensor("other")));
        table.binary("logical_and", Tensor::logicalAnd);
        table.binary("logical_or", Tensor::logicalOr);
        table.binary("logical_xor", Tensor::logicalXor);
        table.unary("logical_not", Tensor::logicalNot);
        table.binary("bitwise_and", Tensor::bitwiseAnd);
        table.binary("bitwise_or", Tensor::bitwiseOr);
        table.binary("bitwise_xor", Tensor::bitwiseXor);
        table.unary("bitwise_not", Tensor::bitwiseNot);
        table.binary("bitwise_left_shift", Tensor::bitwiseLeftShift);
        table.binary("bitwise_right_shift", Tensor::bitwiseRightShift);
        table.binary("__ror__", (x, y) -> y.bitwiseOr(x));
        table.binary("__rxor__", (x, y) -> y.bitwiseXor(x));
    }
}
