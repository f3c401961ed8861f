package io.lanewise.conformance;

import io.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Orthonormal columns with the signs, or in the basis, of others. What they are turned by is detached, so gradients pass
 * as if the choice had been made at once. Columns that do not span the same space stay different: turned, they are their
 * projection onto it.
 */
final class Bases {
    private Bases() {}

    /** Values and vectors, each of which may be negated. */
    static List<Tensor> ofEigenvectors(List<Tensor> expected, List<Tensor> actual) {
        var vectors = actual.get(1);
        return List.of(actual.get(0), vectors.mul(signs(expected.get(1), vectors)));
    }

    /**
     * U, values and V or its transpose: each pair of columns may be negated, and those without a singular value may be any
     * basis of what the others leave.
     */
    static List<Tensor> ofSingularVectors(List<Tensor> expected, List<Tensor> actual, boolean transposed) {
        int k = actual.get(1).size(-1);
        var u = actual.get(0);
        var v = transposed ? actual.get(2).mT() : actual.get(2);
        var signs = signs(expected.get(0).narrow(-1, 0, k), u.narrow(-1, 0, k));
        var turned = turned(transposed ? expected.get(2).mT() : expected.get(2), v, signs, k);
        return List.of(turned(expected.get(0), u, signs, k), actual.get(1), transposed ? turned.mT() : turned);
    }

    private static Tensor turned(Tensor expected, Tensor actual, Tensor signs, int k) {
        int rest = actual.size(-1) - k;
        var paired = actual.narrow(-1, 0, k).mul(signs);
        if (rest == 0) {
            return paired;
        }
        var free = actual.narrow(-1, k, rest).detach();
        var turn = free.mT().matmul(expected.detach().narrow(-1, k, rest));
        return Tensor.cat(List.of(paired, free.matmul(turn)), -1);
    }

    /** [..., 1, k]: 1 for columns that point the same way, -1 for others. */
    private static Tensor signs(Tensor expected, Tensor actual) {
        var cosines = expected.detach().mul(actual.detach()).sum(true, -2);
        return cosines.lt(0.0).to(actual.dtype()).mul(-2.0).add(1.0);
    }
}
