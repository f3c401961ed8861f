package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Functions of several tensors of which none is the first, and tensors that are lists of numbers. */
public final class Tensors {
    private Tensors() {}

    /** Joined side by side: along the second axis, or the only one. */
    public static Tensor hstack(List<Tensor> tensors) {
        var parts = tensors.stream().map(Tensor::atLeast1d).toList();
        return Tensor.cat(parts, parts.getFirst().dim() == 1 ? 0 : 1);
    }

    /** Joined one below the other; vectors are rows. */
    public static Tensor vstack(List<Tensor> tensors) {
        return Tensor.cat(tensors.stream().map(Tensor::atLeast2d).toList(), 0);
    }

    /** Joined along the third axis. */
    public static Tensor dstack(List<Tensor> tensors) {
        return Tensor.cat(tensors.stream().map(Tensor::atLeast3d).toList(), 2);
    }

    /** Joined side by side; vectors are columns. */
    public static Tensor columnStack(List<Tensor> tensors) {
        var columns = tensors.stream()
                .map(t -> t.dim() <= 1 ? t.reshape(t.elements(), 1) : t)
                .toList();
        return hstack(columns);
    }

    /** Matrices put on the diagonal of a matrix of zeros; vectors are rows. */
    public static Tensor blockDiag(List<Tensor> tensors) {
        var blocks = tensors.stream().map(Tensor::atLeast2d).toList();
        int columns = blocks.stream().mapToInt(t -> t.size(1)).sum();
        var rows = new ArrayList<Tensor>();
        int before = 0;
        for (var block : blocks) {
            if (block.dim() != 2) {
                throw new ShapeException("blockDiag: expected at most 2 dimensions, got " + block.shape());
            }
            rows.add(block.pad(0, before, columns - before - block.size(1)));
            before += block.size(1);
        }
        return Tensor.cat(rows, 0);
    }

    /** Tensors expanded to the shape to which they are broadcast together. */
    public static List<Tensor> broadcast(List<Tensor> tensors) {
        var shape = Shape.SCALAR;
        for (var tensor : tensors) {
            shape = Shape.broadcast("broadcast", shape, tensor.shape());
        }
        var common = shape;
        return tensors.stream().map(t -> t.expand(common)).toList();
    }

    /**
     * The coordinates of a grid: vectors of n₁, n₂, … numbers, each expanded to [n₁, n₂, …].
     *
     * @param columnsFirst whether the first vector runs along the second axis (PyTorch's "xy") and not the first ("ij")
     */
    public static List<Tensor> meshgrid(List<Tensor> vectors, boolean columnsFirst) {
        boolean swap = columnsFirst && vectors.size() >= 2;
        var sizes = new int[vectors.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (vectors.get(i).dim() > 1) {
                throw new ShapeException(
                        "meshgrid: expected vectors, got " + vectors.get(i).shape());
            }
            sizes[i] = vectors.get(i).elements();
        }
        var grids = new ArrayList<Tensor>();
        for (int i = 0; i < sizes.length; i++) {
            var single = new int[sizes.length];
            java.util.Arrays.fill(single, 1);
            single[i] = sizes[i];
            var grid = vectors.get(i).reshape(single).expand(sizes);
            grids.add(swap ? grid.transpose(0, 1) : grid);
        }
        return grids;
    }

    /** All rows of one element of each vector, those of the last one changing fastest: [n₁·n₂·…, vectors]. */
    public static Tensor cartesianProduct(List<Tensor> vectors) {
        if (vectors.size() == 1) {
            return vectors.getFirst();
        }
        var columns = meshgrid(vectors, false).stream().map(Tensor::flatten).toList();
        return Tensor.stack(columns, 1);
    }

    /** All choices of r elements of a vector, in its order: [choices, r]. */
    public static Tensor combinations(Tensor vector, int r, boolean withReplacement) {
        if (vector.dim() != 1 || r < 0) {
            throw new ShapeException(
                    "combinations: expected a vector and r of 0 or more, got " + vector.shape() + " and " + r);
        }
        if (r == 0) {
            return Tensor.zeros(Shape.of(0), vector.dtype());
        }
        var places = new ArrayList<Long>();
        choose(vector.elements(), new int[r], 0, withReplacement, places);
        var flat = places.stream().mapToLong(Long::longValue).toArray();
        return vector.indexSelect(0, Tensor.of(flat)).reshape(flat.length / r, r);
    }

    private static void choose(int n, int[] chosen, int at, boolean again, List<Long> places) {
        if (at == chosen.length) {
            IntStream.of(chosen).forEach(place -> places.add((long) place));
            return;
        }
        int first = at == 0 ? 0 : again ? chosen[at - 1] : chosen[at - 1] + 1;
        for (int place = first; place < n; place++) {
            chosen[at] = place;
            choose(n, chosen, at + 1, again, places);
        }
    }

    /** The product of matrices in the order of fewest multiplications; the first and last may be vectors. */
    public static Tensor multiDot(List<Tensor> matrices) {
        int last = matrices.size() - 1;
        if (last < 1) {
            throw new ShapeException("multiDot: expected at least two matrices");
        }
        var parts = new ArrayList<>(matrices);
        boolean row = parts.getFirst().dim() == 1;
        boolean column = parts.get(last).dim() == 1;
        if (row) {
            parts.set(0, parts.getFirst().unsqueeze(0));
        }
        if (column) {
            parts.set(last, parts.get(last).unsqueeze(1));
        }
        var product = chain(parts, bestCuts(parts), 0, last);
        product = column ? product.squeeze(-1) : product;
        return row ? product.squeeze(0) : product;
    }

    private static Tensor chain(List<Tensor> parts, int[][] cuts, int from, int to) {
        return from == to
                ? parts.get(from)
                : chain(parts, cuts, from, cuts[from][to]).matmul(chain(parts, cuts, cuts[from][to] + 1, to));
    }

    /** Where to cut each chain of matrices: the dynamic programme of Cormen et al., Introduction to Algorithms, 14.2. */
    private static int[][] bestCuts(List<Tensor> parts) {
        int n = parts.size();
        var cost = new long[n][n];
        var cuts = new int[n][n];
        for (int length = 1; length < n; length++) {
            for (int from = 0; from + length < n; from++) {
                int to = from + length;
                cost[from][to] = Long.MAX_VALUE;
                for (int cut = from; cut < to; cut++) {
                    long here = (long) parts.get(from).size(0)
                            * parts.get(cut).size(1)
                            * parts.get(to).size(1);
                    long all = cost[from][cut] + cost[cut + 1][to] + here;
                    if (all < cost[from][to]) {
                        cost[from][to] = all;
                        cuts[from][to] = cut;
                    }
                }
            }
        }
        return cuts;
    }

    /**
     * Einstein's summation, as {@code "ij,jk->ik"}: products over all labels, summed over those that the output does
     * not name. An ellipsis stands for further dimensions, which are broadcast.
     */
    public static Tensor einsum(String equation, Tensor... operands) {
        return Einsum.run(equation, List.of(operands));
    }

    /** {@code steps} numbers from baseˢᵗᵃʳᵗ to baseᵉⁿᵈ whose exponents are evenly spaced. */
    public static Tensor logspace(double start, double end, int steps, double base, DType dtype) {
        var exponents = Tensor.linspace(start, end, steps, DType.F64);
        return Tensor.scalar(base, DType.F64).pow(exponents).to(dtype);
    }

    /** The places on and below a diagonal of a matrix, in row-major order: i64 [2, n]. */
    public static Tensor trilIndices(int rows, int columns, int offset, DType dtype) {
        return Tensor.ones(Shape.of(rows, columns), DType.BOOL)
                .tril(offset)
                .nonzero()
                .t()
                .to(dtype);
    }

    /** The places on and above a diagonal of a matrix, in row-major order: i64 [2, n]. */
    public static Tensor triuIndices(int rows, int columns, int offset, DType dtype) {
        return Tensor.ones(Shape.of(rows, columns), DType.BOOL)
                .triu(offset)
                .nonzero()
                .t()
                .to(dtype);
    }
}
