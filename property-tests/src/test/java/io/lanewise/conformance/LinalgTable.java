package io.lanewise.conformance;

import static io.lanewise.conformance.ReductionTable.input;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Ldl;
import io.lanewise.tensor.Linalg;
import io.lanewise.tensor.LowRank;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Linear algebra by factorizations. */
final class LinalgTable {
    private LinalgTable() {}

    static void fill(Table table) {
        systems(table);
        leastSquares(table);
        lowRank(table);
        ldl(table);
        determinants(table);
        cholesky(table);
        lu(table);
        spectra(table);
        pseudoinverses(table);
        norms(table);
    }

    /** PyTorch's number for each matrix that says that all went well; here what does not is an exception. */
    private static Tensor info(Tensor a) {
        return Tensor.zeros(a.shape().slice(0, a.dim() - 2), DType.I32);
    }

    private static void systems(Table table) {
        table.put("linalg.solve", "A, B, left=True", LinalgTable::solve);
        table.put(
                "linalg.solve_ex", "A, B, left=True, check_errors=False", a -> List.of(solve(a), info(a.tensor("A"))));
        table.put("linalg.inv", "A", a -> Linalg.inv(a.tensor("A")));
        table.put(
                "linalg.inv_ex", "A, check_errors=False", a -> List.of(Linalg.inv(a.tensor("A")), info(a.tensor("A"))));
        table.put("linalg.matrix_power", "A, n", a -> Linalg.power(a.tensor("A"), a.integer("n")));
        table.put("linalg.tensorinv", "A, ind=2", a -> Linalg.tensorInv(a.tensor("A"), a.integer("ind")));
        table.put("linalg.tensorsolve", "A, B, dims=None", a -> Linalg.tensorSolve(last(a), a.tensor("B")));
        table.put(
                "linalg.solve_triangular",
                "A, B, upper, left=True, unitriangular=False",
                a -> a.bool("left")
                        ? Linalg.solveTriangular(a.tensor("A"), a.tensor("B"), a.bool("upper"), a.bool("unitriangular"))
                        : Linalg.solveTriangular(
                                        a.tensor("A").mT(),
                                        a.tensor("B").mT(),
                                        !a.bool("upper"),
                                        a.bool("unitriangular"))
                                .mT());
        table.put(
                "triangular_solve",
                "b, A, upper=True, transpose=False, unitriangular=False",
                a -> List.of(
                        a.bool("transpose")
                                ? Linalg.solveTriangular(
                                        a.tensor("A").mT(), a.tensor("b"), !a.bool("upper"), a.bool("unitriangular"))
                                : Linalg.solveTriangular(
                                        a.tensor("A"), a.tensor("b"), a.bool("upper"), a.bool("unitriangular")),
                        a.tensor("A").copy()));
    }

    private static void leastSquares(Table table) {
        var signature = "A, B, rcond=None, driver=None";
        table.put("linalg.lstsq", signature, LinalgTable::lstsq);
        table.put("linalg.lstsq__grad_oriented", signature, a -> Linalg.lstsq(a.tensor("A"), a.tensor("B"))
                .solution());
        table.put(
                "linalg.householder_product", "A, tau", a -> Linalg.householderProduct(a.tensor("A"), a.tensor("tau")));
    }

    /** Not all of LAPACK's drivers tell what they find on the way. */
    private static List<Tensor> lstsq(Arguments a) {
        var found = Linalg.lstsq(a.tensor("A"), a.tensor("B"));
        var driver = a.isNone("driver") ? "gelsy" : a.string("driver");
        var nothing = found.singularValues().flatten(0, -1).narrow(0, 0, 0).detach();
        return List.of(
                found.solution(),
                driver.equals("gelsy") ? nothing : found.residuals(),
                driver.equals("gels") ? nothing.to(DType.I64) : found.rank(),
                driver.equals("gelss") || driver.equals("gelsd") ? found.singularValues() : nothing);
    }

    private static Tensor solve(Arguments a) {
        return a.bool("left")
                ? Linalg.solve(a.tensor("A"), a.tensor("B"))
                : Linalg.solve(a.tensor("A").mT(), a.tensor("B").mT()).mT();
    }

    /** The tensor with the named axes moved to the end. */
    private static Tensor last(Arguments a) {
        var order = new ArrayList<Integer>();
        for (int axis = 0; axis < a.tensor("A").dim(); axis++) {
            order.add(axis);
        }
        for (int axis : a.ints("dims")) {
            order.remove(Integer.valueOf(axis));
            order.add(axis);
        }
        return a.tensor("A").permute(order.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void determinants(Table table) {
        table.unary("linalg.det", Linalg::det);
        table.unary("linalg.det__singular", Linalg::det);
        table.unary("logdet", Linalg::logDet);
        table.put("linalg.slogdet", "A", a -> List.of(Linalg.signDet(a.tensor("A")), Linalg.logAbsDet(a.tensor("A"))));
    }

    private static void cholesky(Table table) {
        table.put("cholesky", "A, upper=False", LinalgTable::factor);
        table.put("linalg.cholesky", "A, upper=False", LinalgTable::factor);
        table.put(
                "linalg.cholesky_ex",
                "A, upper=False, check_errors=False",
                a -> List.of(factor(a), info(a.tensor("A"))));
        table.put("cholesky_inverse", "L, upper=False", a -> Linalg.inv(product(a)));
        table.put("cholesky_solve", "B, L, upper=False", a -> Linalg.solve(product(a), a.tensor("B")));
    }

    private static Tensor factor(Arguments a) {
        return a.bool("upper") ? Linalg.cholesky(a.tensor("A").mT()).mT() : Linalg.cholesky(a.tensor("A"));
    }

    /** The matrix that a factor of Cholesky's belongs to. */
    private static Tensor product(Arguments a) {
        var factor = a.tensor("L");
        return a.bool("upper") ? factor.mT().matmul(factor) : factor.matmul(factor.mT());
    }

    private static void lu(Table table) {
        table.put("linalg.lu", "A, pivot=True", a -> {
            var lu = Linalg.lu(a.tensor("A"));
            return List.of(lu.permutation(), lu.lower(), lu.upper());
        });
        table.put("linalg.lu_factor", "A, pivot=True", a -> factors(a.tensor("A"), false));
        table.put("linalg.lu_factor_ex", "A, pivot=True, check_errors=False", a -> factors(a.tensor("A"), true));
        table.put("lu", "A, pivot=True, get_infos=False", a -> factors(a.tensor("A"), a.bool("get_infos")));
        table.put("lu_solve", "B, LU, pivots", a -> Linalg.luSolve(a.tensor("LU"), a.tensor("pivots"), a.tensor("B")));
        table.put("linalg.lu_solve", "LU, pivots, B, left=True, adjoint=False", LinalgTable::luSolve);
    }

    private static List<Tensor> factors(Tensor a, boolean info) {
        var lu = Linalg.lu(a);
        return info ? List.of(lu.packed(), lu.pivots(), info(a)) : List.of(lu.packed(), lu.pivots());
    }

    /** Of A, of its transpose, or both from the right. */
    private static Tensor luSolve(Arguments a) {
        var matrix = Linalg.luProduct(a.tensor("LU"), a.tensor("pivots"));
        boolean turned = a.bool("adjoint") == a.bool("left");
        var side = a.bool("left") ? a.tensor("B") : a.tensor("B").mT();
        var x = Linalg.solve(turned ? matrix.mT() : matrix, side);
        return a.bool("left") ? x : x.mT();
    }

    private static void spectra(Table table) {
        table.put("linalg.eigvalsh", "A, UPLO='L'", a -> eigh(a).values());
        table.putChosen(
                "linalg.eigh",
                "A, UPLO='L'",
                a -> List.of(eigh(a).values(), eigh(a).vectors()),
                (expected, actual) -> Bases.ofEigenvectors(tensors(expected), tensors(actual)));
        table.putChosen(
                "linalg.svd",
                "A, full_matrices=True, driver=None",
                a -> svd(Linalg.svd(a.tensor("A"), a.bool("full_matrices")), true),
                (expected, actual) -> Bases.ofSingularVectors(tensors(expected), tensors(actual), true));
        table.putChosen(
                "svd",
                "A, some=True, compute_uv=True",
                a -> svd(Linalg.svd(a.tensor("A"), !a.bool("some")), false),
                (expected, actual) -> Bases.ofSingularVectors(tensors(expected), tensors(actual), false));
        table.put("linalg.svdvals", "A, driver=None", a -> Linalg.singularValues(a.tensor("A")));
        table.put("linalg.qr", "A, mode='reduced'", a -> qr(a.tensor("A")));
        table.put("qr", "A, some=True", a -> qr(a.tensor("A")));
        table.put("linalg.cond", "A, p=None", a -> Linalg.cond(a.tensor("A")));
    }

    /** Products of low rank are what these are given, and what they find is exact then. */
    private static void lowRank(Table table) {
        table.putChosen(
                "svd_lowrank",
                "A, B, q=6, niter=2, M=None",
                a -> {
                    var product = a.tensor("A").matmul(a.tensor("B").mT());
                    var x = a.isNone("M") ? product : product.sub(a.tensor("M"));
                    return svd(LowRank.svd(x, a.integer("q"), a.integer("niter"), new Generator(1)), false);
                },
                (expected, actual) -> Bases.ofSingularVectors(tensors(expected), tensors(actual), false));
        table.putChosen(
                "pca_lowrank",
                "A, B, q=None, center=True, niter=2",
                a -> {
                    var x = a.tensor("A").matmul(a.tensor("B").mT());
                    int q = (int) a.number("q", Math.min(6, Math.min(x.size(-1), x.size(-2))));
                    int iterations = a.integer("niter");
                    return svd(
                            a.bool("center")
                                    ? LowRank.pca(x, q, iterations, new Generator(1))
                                    : LowRank.svd(x, q, iterations, new Generator(1)),
                            false);
                },
                (expected, actual) -> Bases.ofSingularVectors(tensors(expected), tensors(actual), false));
    }

    private static void ldl(Table table) {
        table.put("linalg.ldl_factor", "A, hermitian=False", a -> {
            var ldl = Ldl.of(a.tensor("A"));
            return List.of(ldl.packed(), ldl.pivots());
        });
        table.put("linalg.ldl_factor_ex", "A, hermitian=False, check_errors=False", a -> {
            var ldl = Ldl.of(a.tensor("A"));
            return List.of(ldl.packed(), ldl.pivots(), info(a.tensor("A")));
        });
        table.put("linalg.ldl_solve", "LD, pivots, B, hermitian=False", a -> new Ldl(a.tensor("LD"), a.tensor("pivots"))
                .solve(a.tensor("B")));
    }

    private static Linalg.Eigen eigh(Arguments a) {
        return Linalg.eigh(a.tensor("A"), a.string("UPLO").equals("U"));
    }

    private static List<Tensor> svd(Linalg.Svd svd, boolean turned) {
        return List.of(svd.u(), svd.values(), turned ? svd.v().mT() : svd.v());
    }

    private static List<Tensor> tensors(@Nullable Object result) {
        return ((List<?>) Objects.requireNonNull(result))
                .stream().map(Tensor.class::cast).toList();
    }

    private static List<Tensor> qr(Tensor a) {
        var qr = Linalg.qr(a);
        return List.of(qr.q(), qr.r());
    }

    private static void pseudoinverses(Table table) {
        var signature = "A, rcond=None, hermitian=False, rtol=None, atol=None";
        table.put("linalg.pinv", signature, LinalgTable::pinv);
        table.put("linalg.pinv__hermitian", signature, a -> Linalg.pinvSymmetric(a.tensor("A")));
        table.put(
                "linalg.pinv__singular",
                "A, B",
                a -> Linalg.pinv(a.tensor("A").matmul(a.tensor("B").mT())));
        table.put("pinverse", "A, rcond=1e-15", a -> Linalg.pinv(a.tensor("A"), a.number("rcond")));
        var ranks = "A, tol=None, hermitian=False, atol=None, rtol=None";
        table.put("linalg.matrix_rank", ranks, LinalgTable::rank);
        table.put("linalg.matrix_rank__hermitian", ranks, a -> Linalg.rank(Linalg.fromLower(a.tensor("A"))));
    }

    private static Tensor pinv(Arguments a) {
        return a.isNone("rtol")
                ? Linalg.pinv(a.tensor("A"))
                : a.isTensor("rtol")
                        ? Linalg.pinv(a.tensor("A"), a.tensor("rtol"))
                        : Linalg.pinv(a.tensor("A"), a.number("rtol"));
    }

    private static Tensor rank(Arguments a) {
        if (a.isNone("atol") && a.isNone("rtol")) {
            return Linalg.rank(a.tensor("A"));
        }
        return Linalg.rank(a.tensor("A"), tolerance(a, "atol"), tolerance(a, "rtol"));
    }

    private static Tensor tolerance(Arguments a, String name) {
        return a.isTensor(name)
                ? a.tensor(name)
                : Tensor.scalar(a.number(name, 0), a.tensor("A").dtype());
    }

    private static void norms(Table table) {
        table.put(
                "linalg.matrix_norm",
                "A, ord='fro', dim=None, keepdim=False, dtype=None",
                a -> matrixNorm(
                        a.tensor("A"),
                        a.get("ord"),
                        a.bool("keepdim"),
                        a.isNone("dim") ? new int[] {-2, -1} : a.ints("dim")));
        for (var variant : new String[] {"", "__subgradients_at_zero"}) {
            table.put(
                    "linalg.norm" + variant, "input, ord=None, dim=None, keepdim=False, dtype=None", LinalgTable::norm);
        }
        table.put(
                "norm__nuc",
                "A, p, dim=None, keepdim=False",
                a -> matrixNorm(
                        a.tensor("A"), "nuc", a.bool("keepdim"), a.isNone("dim") ? new int[] {-2, -1} : a.ints("dim")));
    }

    private static Tensor norm(Arguments a) {
        var x = input(a);
        var axes = a.ints("dim");
        if (a.isNone("ord")) {
            return x.norm(a.bool("keepdim"), axes);
        }
        boolean matrix = a.isString("ord") || axes.length == 2 || axes.length == 0 && x.dim() == 2;
        return matrix
                ? matrixNorm(x, a.get("ord"), a.bool("keepdim"), axes.length == 2 ? axes : new int[] {-2, -1})
                : x.norm(a.number("ord"), a.bool("keepdim"), axes);
    }

    private static Tensor matrixNorm(Tensor x, @Nullable Object order, boolean keep, int[] axes) {
        return switch (order) {
            case String name when name.equals("nuc") -> Linalg.nuclearNorm(x, keep, axes[0], axes[1]);
            case String _ -> x.norm(keep, axes);
            case null -> x.norm(keep, axes);
            default -> Linalg.matrixNorm(x, ((Number) order).doubleValue(), keep, axes[0], axes[1]);
        };
    }
}
