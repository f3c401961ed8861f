package io.lanewise.conformance;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;

/** Products of matrices and vectors. */
final class MatrixTable {
    private MatrixTable() {}

    static void fill(Table table) {
        products(table);
        sums(table);
        contractions(table);
    }

    private static void products(Table table) {
        table.binary("matmul", Tensor::matmul);
        table.binary("__rmatmul__", (x, y) -> y.matmul(x));
        table.binary("mm", Tensor::mm);
        table.binary("mv", Tensor::mv);
        table.binary("dot", Tensor::dot);
        table.binary("vdot", Tensor::dot);
        table.binary("inner", Tensor::inner);
        table.binary("outer", Tensor::outer);
        table.put("linalg.vecdot", "x, y, dim=-1", a -> a.tensor("x").vecdot(a.tensor("y"), a.integer("dim")));
        table.put("linalg.multi_dot", "tensors", a -> Tensors.multiDot(a.tensors("tensors")));
        table.put("linalg.vander", "x, N=None", a -> {
            var x = a.tensor("x").atLeast1d();
            return x.vander((int) a.number("N", x.size(-1)));
        });
        for (var name : new String[] {"cross", "linalg.cross"}) {
            table.put(name, "input, other, dim=-1", a -> a.tensor("input").cross(a.tensor("other"), a.integer("dim")));
        }
    }

    private static void sums(Table table) {
        for (var name : new String[] {"addmm", "addmm__decomposed"}) {
            table.put(name, "input, a, b, beta=1, alpha=1", a -> a.tensor("input")
                    .addmm(a.tensor("a"), a.tensor("b"), a.number("beta"), a.number("alpha")));
        }
        table.put("addmv", "input, a, b, beta=1, alpha=1", a -> a.tensor("input")
                .addmv(a.tensor("a"), a.tensor("b"), a.number("beta"), a.number("alpha")));
        table.put("addr", "input, a, b, beta=1, alpha=1", a -> a.tensor("input")
                .addr(a.tensor("a"), a.tensor("b"), a.number("beta"), a.number("alpha")));
        table.put("addbmm", "input, a, b, beta=1, alpha=1", a -> a.tensor("input")
                .addbmm(a.tensor("a"), a.tensor("b"), a.number("beta"), a.number("alpha")));
        table.put("baddbmm", "input, a, b, beta=1, alpha=1", a -> a.tensor("input")
                .baddbmm(a.tensor("a"), a.tensor("b"), a.number("beta"), a.number("alpha")));
    }

    private static void contractions(Table table) {
        table.put(
                "tensordot",
                "a, b, dims=2",
                a -> a.isList("dims")
                        ? a.tensor("a")
                                .tensordot(
                                        a.tensor("b"),
                                        Arguments.ints(a.list("dims").getFirst()),
                                        Arguments.ints(a.list("dims").getLast()))
                        : a.tensor("a").tensordot(a.tensor("b"), a.integer("dims")));
        table.put(
                "einsum",
                "operands, equation",
                a -> Tensors.einsum(a.string("equation"), a.tensors("operands").toArray(Tensor[]::new)));
    }
}
