package io.lanewise.conformance;

import static io.lanewise.conformance.ReductionTable.input;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Masked;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Reductions of what a mask lets through. */
final class MaskedTable {
    private static final String AXES = "input, dim=None, keepdim=False, dtype=None, mask=None";
    private static final String SPREAD = "input, dim=None, unbiased=True, keepdim=False, dtype=None, mask=None";
    private static final String AXIS = "input, dim, dtype=None, mask=None";

    private MaskedTable() {}

    static void fill(Table table) {
        reductions(table);
        extremes(table);
        along(table);
    }

    private static @Nullable Tensor mask(Arguments a) {
        return a.tensorOrNull("mask");
    }

    private static void reductions(Table table) {
        table.put("masked.sum", AXES, a -> Masked.sum(input(a), mask(a), a.bool("keepdim"), a.ints("dim")));
        table.put("masked.prod", AXES, a -> Masked.prod(input(a), mask(a), a.bool("keepdim"), a.ints("dim")));
        table.put("masked.mean", AXES, a -> Masked.mean(input(a), mask(a), a.bool("keepdim"), a.ints("dim")));
        table.put(
                "masked.var",
                SPREAD,
                a -> Masked.var(input(a), mask(a), a.bool("unbiased") ? 1 : 0, a.bool("keepdim"), a.ints("dim")));
        table.put(
                "masked.std",
                SPREAD,
                a -> Masked.std(input(a), mask(a), a.bool("unbiased") ? 1 : 0, a.bool("keepdim"), a.ints("dim")));
        table.put(
                "masked.norm",
                "input, ord=2.0, dim=None, keepdim=False, dtype=None, mask=None",
                a -> Masked.norm(input(a), mask(a), a.number("ord"), a.bool("keepdim"), a.ints("dim")));
        table.put("masked.logsumexp", AXES, a -> Masked.logSumExp(input(a), mask(a), a.bool("keepdim"), a.ints("dim"))
                .to(dtype(a)));
    }

    private static DType dtype(Arguments a) {
        return a.dtype("dtype", a.tensor("input").dtype());
    }

    private static void extremes(Table table) {
        table.put("masked.amax", AXES, a -> Masked.amax(input(a), mask(a), a.bool("keepdim"), a.ints("dim")));
        table.put("masked.amin", AXES, a -> Masked.amin(input(a), mask(a), a.bool("keepdim"), a.ints("dim")));
        // PyTorch gives the indices in the input's element type.
        table.put("masked.argmax", AXES, a -> (a.isNone("dim")
                        ? Masked.argmax(input(a), mask(a))
                        : Masked.argmax(input(a), mask(a), a.bool("keepdim"), a.integer("dim")))
                .to(dtype(a)));
        table.put("masked.argmin", AXES, a -> (a.isNone("dim")
                        ? Masked.argmin(input(a), mask(a))
                        : Masked.argmin(input(a), mask(a), a.bool("keepdim"), a.integer("dim")))
                .to(dtype(a)));
    }

    private static void along(Table table) {
        table.put(
                "masked.median",
                "input, dim=-1, keepdim=False, dtype=None, mask=None",
                a -> Masked.median(input(a), mask(a), a.bool("keepdim"), a.integer("dim")));
        table.put("masked.cumsum", AXIS, a -> Masked.cumsum(input(a), mask(a), a.integer("dim")));
        table.put("masked.cumprod", AXIS, a -> Masked.cumprod(input(a), mask(a), a.integer("dim")));
        table.put("masked.softmax", AXIS, a -> Masked.softmax(input(a), mask(a), a.integer("dim")));
        table.put("masked.log_softmax", AXIS, a -> Masked.logSoftmax(input(a), mask(a), a.integer("dim")));
        table.put("masked.softmin", AXIS, a -> Masked.softmin(input(a), mask(a), a.integer("dim")));
        table.put(
                "masked.normalize",
                "input, ord, dim, eps=1e-12, dtype=None, mask=None",
                a -> Masked.normalize(input(a), mask(a), a.number("ord"), a.integer("dim"), a.number("eps")));
        table.put(
                "masked.logaddexp",
                "input, other, dtype=None, input_mask=None, other_mask=None",
                a -> Masked.logAddExp(
                        a.tensor("input"),
                        a.tensorOrNull("input_mask"),
                        a.tensor("other"),
                        a.tensorOrNull("other_mask")));
    }
}
