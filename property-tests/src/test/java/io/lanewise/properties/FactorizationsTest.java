package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.gradcheck;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Ldl;
import io.lanewise.tensor.Linalg;
import io.lanewise.tensor.LowRank;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Factors multiplied give the matrix, solutions solve, and their gradients agree with differences. */
class FactorizationsTest {
    private static Tensor matrices(int batch, int m, int n, long seed) {
        return RandomTensors.dense(Shape.of(batch, m, n), DType.F64, seed);
    }

    private static Tensor positive(int batch, int n, long seed) {
        var a = matrices(batch, n, n, seed);
        return a.matmul(a.mT()).add(Tensor.eye(n, n, DType.F64));
    }

    private static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.allClose(expected, 1e-9, 1e-9, false)).isTrue();
    }

    @Property(tries = 60)
    void factorsMultipliedGiveTheMatrix(
            @ForAll @IntRange(min = 1, max = 7) int m, @ForAll @IntRange(min = 1, max = 7) int n, @ForAll long seed) {
        var a = matrices(2, m, n, seed);
        var qr = Linalg.qr(a);
        assertClose(qr.q().matmul(qr.r()), a);
        assertClose(qr.r().tril(-1), qr.r().mul(0.0));
        var lu = Linalg.lu(a);
        assertClose(lu.permutation().matmul(lu.lower()).matmul(lu.upper()), a);
        var svd = Linalg.svd(a);
        assertClose(svd.u().mul(svd.values().unsqueeze(-2)).matmul(svd.v().mT()), a);
        var eigen = Linalg.eigh(a.matmul(a.mT()));
        assertClose(
                eigen.vectors()
                        .mul(eigen.values().unsqueeze(-2))
                        .matmul(eigen.vectors().mT()),
                a.matmul(a.mT()));
        var l = Linalg.cholesky(positive(2, n, seed));
        assertClose(l.matmul(l.mT()), positive(2, n, seed));
    }

    @Property(tries = 60)
    void orthogonalFactorsAreOrthogonal(
            @ForAll @IntRange(min = 1, max = 7) int m, @ForAll @IntRange(min = 1, max = 7) int n, @ForAll long seed) {
        // The last matrix has rank 0, where singular vectors must be made up.
        var a = Tensor.cat(List.of(matrices(1, m, n, seed), Tensor.zeros(Shape.of(1, m, n), DType.F64)), 0);
        int k = Math.min(m, n);
        var eye = Tensor.eye(k, k, DType.F64).expand(Shape.of(2, k, k));
        var svd = Linalg.svd(a);
        assertClose(svd.u().mT().matmul(svd.u()), eye);
        assertClose(svd.v().mT().matmul(svd.v()), eye);
        var q = Linalg.qr(matrices(2, m, n, seed)).q();
        assertClose(q.mT().matmul(q), eye);
    }

    @Property(tries = 60)
    void aSolutionSolvesAndAPseudoinverseInverts(
            @ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 1, max = 4) int k, @ForAll long seed) {
        var a = positive(2, n, seed);
        var b = matrices(2, n, k, seed + 1);
        assertClose(a.matmul(Linalg.solve(a, b)), b);
        assertClose(Linalg.pinv(a, 1e-14), Linalg.inv(a));
        var tall = matrices(2, n + 2, n, seed);
        var p = Linalg.pinv(tall);
        assertClose(tall.matmul(p).matmul(tall), tall);
        assertClose(Linalg.det(a).log(), Linalg.logAbsDet(a));
    }

    @Property(tries = 60)
    void leastSquaresLeaveWhatNoColumnCanExplain(
            @ForAll @IntRange(min = 1, max = 7) int m, @ForAll @IntRange(min = 1, max = 5) int n, @ForAll long seed) {
        var a = matrices(2, m, n, seed);
        var b = matrices(2, m, 3, seed + 1);
        var found = Linalg.lstsq(a, b);
        var left = b.sub(a.matmul(found.solution()));
        assertClose(a.mT().matmul(left), Tensor.zeros(Shape.of(2, n, 3), DType.F64));
        assertClose(found.residuals(), m > n ? left.square().sum(-2) : Tensor.zeros(Shape.of(0), DType.F64));
        assertThat(found.rank().toLongArray()).containsOnly(Math.min(m, n));
        assertClose(found.singularValues().square().sum(-1), a.square().sum(-1, -2));
        assertClose(
                Linalg.lstsq(a, b.select(-1, 1)).solution(), found.solution().select(-1, 1));
    }

    @Property(tries = 40)
    void theLeastSolutionIsFoundWhereColumnsAreEqual(@ForAll @IntRange(min = 2, max = 6) int m, @ForAll long seed) {
        var column = matrices(1, m, 1, seed);
        var b = matrices(1, m, 1, seed + 1);
        var once = Linalg.lstsq(column, b).solution();
        var found = Linalg.lstsq(Tensor.cat(List.of(column, column), -1), b);
        assertClose(found.solution(), Tensor.cat(List.of(once, once), -2).div(2.0));
        assertThat(found.rank().toLongArray()).containsExactly(1);
        assertThat(found.residuals().elements()).isZero();
    }

    @Property(tries = 60)
    void allColumnsAreABasis(
            @ForAll @IntRange(min = 0, max = 6) int m, @ForAll @IntRange(min = 0, max = 6) int n, @ForAll long seed) {
        var a = matrices(2, m, n, seed);
        var full = Linalg.svd(a, true);
        int k = Math.min(m, n);
        assertClose(full.u().matmul(full.u().mT()), Tensor.eye(m, m, DType.F64).expand(Shape.of(2, m, m)));
        assertClose(full.v().matmul(full.v().mT()), Tensor.eye(n, n, DType.F64).expand(Shape.of(2, n, n)));
        var scaled = full.u().narrow(-1, 0, k).mul(full.values().unsqueeze(-2));
        assertClose(scaled.matmul(full.v().narrow(-1, 0, k).mT()), a);
    }

    @Property(tries = 40)
    void eitherTriangleOfASymmetricMatrixIsReadAlone(@ForAll @IntRange(min = 1, max = 5) int n, @ForAll long seed) {
        var a = matrices(2, n, n, seed);
        assertClose(
                Linalg.eigh(a.triu(0), true).values(),
                Linalg.eigh(a.triu(0).add(a.triu(1).mT())).values());
        assertClose(
                Linalg.eigh(a.tril(0), false).values(),
                Linalg.eigh(Linalg.fromLower(a)).values());
    }

    @Property(tries = 40)
    void productsOfReflectionsAreOrthogonal(
            @ForAll @IntRange(min = 1, max = 5) int n,
            @ForAll @IntRange(min = 0, max = 2) int more,
            @ForAll long seed) {
        int m = n + more;
        var a = matrices(2, m, n, seed);
        // A reflection keeps lengths when its scale is 2 / |v|².
        var v = a.tril(-1).add(Tensor.eye(m, n, DType.F64));
        var q = Linalg.householderProduct(a, v.square().sum(-2).reciprocal().mul(2.0));
        assertClose(q.mT().matmul(q), Tensor.eye(n, n, DType.F64).expand(Shape.of(2, n, n)));
        var first = Linalg.householderProduct(a, Tensor.full(Shape.of(2, 1), 0.5, DType.F64));
        var head = v.narrow(-1, 0, 1);
        assertClose(
                first,
                Tensor.eye(m, n, DType.F64)
                        .sub(head.matmul(head.narrow(-2, 0, n).mT()).mul(0.5)));
    }

    @Property(tries = 60)
    void aMatrixOfLowRankIsFoundInAProjection(
            @ForAll @IntRange(min = 3, max = 9) int m,
            @ForAll @IntRange(min = 3, max = 9) int n,
            @ForAll @IntRange(min = 1, max = 3) int rank,
            @ForAll long seed) {
        var left = matrices(2, m, rank, seed);
        var right = matrices(2, rank, n, seed + 1);
        var a = left.matmul(right);
        var found = LowRank.svd(a, rank, 2, new Generator(seed));
        assertClose(found.u().mul(found.values().unsqueeze(-2)).matmul(found.v().mT()), a);
        assertClose(found.values(), Linalg.singularValues(a).narrow(-1, 0, rank));
        var centered = LowRank.pca(a, rank, 2, new Generator(seed));
        var variances = centered.values().square().sum(-1);
        assertClose(variances, a.sub(a.mean(true, -2)).square().sum(-1, -2));
    }

    @Property(tries = 20)
    void gradientsPassThroughAProjection(@ForAll @IntRange(min = 1, max = 3) int rank, @ForAll long seed) {
        var left = matrices(1, 4, rank, seed).add(Tensor.eye(4, rank, DType.F64).mul(9.0));
        var right = matrices(1, 5, rank, seed + 1)
                .add(Tensor.eye(5, rank, DType.F64).mul(9.0));
        gradcheck(
                in -> LowRank.svd(in.get(0).matmul(in.get(1).mT()), rank, 1, new Generator(seed))
                        .values(),
                left,
                right);
    }

    @Property(tries = 100)
    void symmetricMatricesAreSolvedThatAreNotPositiveDefinite(
            @ForAll @IntRange(min = 0, max = 9) int n,
            @ForAll @IntRange(min = 1, max = 3) int k,
            @ForAll boolean zeroDiagonal,
            @ForAll long seed) {
        var a = Linalg.fromLower(matrices(2, n, n, seed)).triu(zeroDiagonal ? 1 : 0);
        a = a.add(a.triu(1).mT()).add(Tensor.eye(n, n, DType.F64).mul(zeroDiagonal ? 1e-3 : 0));
        var b = matrices(2, n, k, seed + 1);
        var ldl = Ldl.of(a.tril(0));
        var left = a.matmul(ldl.solve(b)).sub(b);
        assertThat(n == 0 ? 0 : left.abs().amax().item()).isLessThan(1e-6);
        assertThat(Arrays.stream(ldl.pivots().toIntArray()).allMatch(p -> p != 0 && Math.abs(p) <= n))
                .isTrue();
    }

    @Property(tries = 20)
    void gradientsOfVectorsWhoseSignsCancelAgreeWithDifferences(
            @ForAll @IntRange(min = 2, max = 4) int n, @ForAll long seed) {
        var a = matrices(1, n, n, seed)
                .add(Tensor.arange(n).mul(5L).to(DType.F64).diagEmbed(0, -2, -1));
        var wide = matrices(1, n - 1, n, seed + 1);
        gradcheck(
                in -> Linalg.eigh(in.getFirst().add(in.getFirst().mT()), true)
                        .vectors()
                        .square(),
                a);
        gradcheck(in -> Linalg.svd(in.getFirst(), true).u().square(), a);
        gradcheck(in -> Linalg.lstsq(in.get(0), in.get(1)).solution(), wide, matrices(1, n - 1, 2, seed + 2));
        gradcheck(
                in -> Linalg.householderProduct(in.get(0), in.get(1)),
                wide.mT(),
                matrices(1, n - 1, 1, seed).select(-1, 0));
    }

    @Property(tries = 20)
    void theirGradientsAgreeWithDifferences(@ForAll @IntRange(min = 1, max = 4) int n, @ForAll long seed) {
        var a = positive(1, n, seed);
        var b = matrices(1, n, 2, seed + 1);
        gradcheck(in -> Linalg.solve(in.get(0), in.get(1)), a, b);
        gradcheck(in -> Linalg.inv(in.getFirst()), a);
        gradcheck(in -> Linalg.det(in.getFirst()), a);
        gradcheck(in -> Linalg.logAbsDet(in.getFirst()), a);
        gradcheck(in -> Linalg.cholesky(in.getFirst().add(in.getFirst().mT())), a);
        gradcheck(in -> Linalg.qr(in.getFirst()).r(), a);
        gradcheck(in -> Linalg.lu(in.getFirst()).packed(), a);
        gradcheck(in -> Linalg.singularValues(in.getFirst()), matrices(1, n + 1, n, seed));
        gradcheck(in -> Linalg.pinv(in.getFirst()), matrices(1, n + 1, n, seed));
    }

    @Example
    void factorsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Ldl.of(Tensor.zeros(2, 3)))
                .hasMessage("ldl: expected square float matrices, got f32 [2, 3]");
        assertThatThrownBy(() -> new Ldl(Tensor.zeros(2, 2), Tensor.of(1L)))
                .hasMessage(
                        "ldl: expected square float matrices and a pivot for each row, got f32 [2, 2] and pivots [1]");
        assertThatThrownBy(() -> new Ldl(Tensor.zeros(2, 2), Tensor.of(1L, 3L)).solve(Tensor.zeros(2, 1)))
                .hasMessage("ldl: pivots [1, 3] are none of 2 rows");
        assertThatThrownBy(() -> Ldl.of(Tensor.eye(2, 2, DType.F32)).solve(Tensor.zeros(3, 1)))
                .hasMessage("ldl: factors f32 [2, 2] and right sides f32 [3, 1] do not match");
        assertThatThrownBy(() -> LowRank.svd(Tensor.zeros(2, 3), 3, 2, new Generator(1)))
                .hasMessage("LowRank.svd: 3 columns and 2 iterations for [2, 3]; expected [..., m, n], up to min(m, n)"
                        + " columns, and no negative numbers");
    }

    @Example
    void aSingularMatrixIsRefused() {
        assertThatThrownBy(() -> Linalg.inv(Tensor.zeros(2, 2)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("solve: a matrix is singular");
        assertThatThrownBy(() -> Linalg.cholesky(Tensor.zeros(2, 2)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("cholesky: a matrix is not positive definite");
    }
}
