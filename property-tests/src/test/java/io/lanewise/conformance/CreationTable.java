package io.lanewise.conformance;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;

/** Tensors made of nothing but numbers, or like another. */
final class CreationTable {
    private CreationTable() {}

    static void fill(Table table) {
        filled(table);
        like(table);
        sequences(table);
    }

    private static void filled(Table table) {
        table.put(
                "zeros",
                "*size, dtype=None",
                a -> Tensor.zeros(MovementTable.shape(a, "size"), a.dtype("dtype", DType.F32)));
        table.put(
                "ones",
                "*size, dtype=None",
                a -> Tensor.ones(MovementTable.shape(a, "size"), a.dtype("dtype", DType.F32)));
        table.put(
                "eye",
                "n, m=None, dtype=None",
                a -> Tensor.eye(a.integer("n"), (int) a.number("m", a.number("n")), a.dtype("dtype", DType.F32)));
    }

    private static void like(Table table) {
        table.put(
                "zeros_like",
                "input, dtype=None, memory_format=None",
                a -> Tensor.zeros(a.tensor("input").shape(), dtype(a)));
        table.put(
                "ones_like",
                "input, dtype=None, memory_format=None",
                a -> Tensor.ones(a.tensor("input").shape(), dtype(a)));
        table.put(
                "full_like",
                "input, fill_value, dtype=None, memory_format=None",
                a -> Tensor.full(a.tensor("input").shape(), a.number("fill_value"), dtype(a)));
        table.put("new_zeros", "input, size, dtype=None", a -> Tensor.zeros(Shape.of(a.ints("size")), dtype(a)));
        table.put("new_ones", "input, size, dtype=None", a -> Tensor.ones(Shape.of(a.ints("size")), dtype(a)));
        table.put(
                "new_full",
                "input, size, fill_value, dtype=None",
                a -> Tensor.full(Shape.of(a.ints("size")), a.number("fill_value"), dtype(a)));
    }

    private static DType dtype(Arguments a) {
        return a.dtype("dtype", a.tensor("input").dtype());
    }

    private static void sequences(Table table) {
        table.put(
                "arange",
                "start, end=None, step=1, dtype=None",
                a -> a.isNone("end")
                        ? Tensor.arange(0, a.number("start"), a.number("step"), a.dtype("dtype", DType.I64))
                        : Tensor.arange(
                                a.number("start"), a.number("end"), a.number("step"), a.dtype("dtype", DType.I64)));
        table.put(
                "linspace",
                "start, end, steps, dtype=None",
                a -> Tensor.linspace(
                        a.number("start"), a.number("end"), a.integer("steps"), a.dtype("dtype", DType.F32)));
        table.put(
                "logspace",
                "start, end, steps, base=10.0, dtype=None",
                a -> Tensors.logspace(
                        a.number("start"),
                        a.number("end"),
                        a.integer("steps"),
                        a.number("base"),
                        a.dtype("dtype", DType.F32)));
        table.put(
                "tril_indices",
                "row, col, offset=0, dtype=None",
                a -> Tensors.trilIndices(
                        a.integer("row"), a.integer("col"), a.integer("offset"), a.dtype("dtype", DType.I64)));
        table.put(
                "triu_indices",
                "row, col, offset=0, dtype=None",
                a -> Tensors.triuIndices(
                        a.integer("row"), a.integer("col"), a.integer("offset"), a.dtype("dtype", DType.I64)));
    }
}
