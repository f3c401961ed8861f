package io.lanewise.perf.peers;

import io.lanewise.expr.ElementType;
import io.lanewise.perf.Data;
import io.lanewise.perf.Peer;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import java.util.Map;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS with the kernels that it chooses for the processor. */
public sealed class OpenBlas implements Peer permits OpenBlasHaswell {
    @Override
    public String name() {
        return "OpenBLAS";
    }

    @Override
    public boolean supports(Task task) {
        return task instanceof Task.Product;
    }

    @Override
    public Map<String, String> environment(int threads, int vectorBits) {
        return Map.of("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    }

    @Override
    public boolean fair(int vectorBits) {
        return vectorBits == 512 || !System.getProperty("os.arch").equals("amd64");
    }

    @Override
    public Work work(Task task, int threads) {
        org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(threads);
        return switch (task) {
            case Task.Product product when product.type() == ElementType.F32 -> f32(product);
            case Task.Product product when product.type() == ElementType.F64 -> f64(product);
            default -> throw new IllegalArgumentException(name() + ": has no " + task);
        };
    }

    private static Work f32(Task.Product p) {
        FloatPointer a = new FloatPointer(Data.floats(p.m() * p.k(), 1));
        FloatPointer b = new FloatPointer(Data.floats(p.k() * p.n(), 2));
        FloatPointer c = new FloatPointer((long) p.m() * p.n());
        return Work.of(
                () -> openblas_nolapack.cblas_sgemm(
                        openblas_nolapack.CblasRowMajor,
                        openblas_nolapack.CblasNoTrans,
                        openblas_nolapack.CblasNoTrans,
                        p.m(),
                        p.n(),
                        p.k(),
                        1,
                        a,
                        p.k(),
                        b,
                        p.n(),
                        0,
                        c,
                        p.n()),
                () -> {
                    float[] result = new float[p.m() * p.n()];
                    c.get(result);
                    return Data.sample(result);
                });
    }

    private static Work f64(Task.Product p) {
        DoublePointer a = new DoublePointer((double[]) Data.array(ElementType.F64, p.m() * p.k(), 1));
        DoublePointer b = new DoublePointer((double[]) Data.array(ElementType.F64, p.k() * p.n(), 2));
        DoublePointer c = new DoublePointer((long) p.m() * p.n());
        return Work.of(
                () -> openblas_nolapack.cblas_dgemm(
                        openblas_nolapack.CblasRowMajor,
                        openblas_nolapack.CblasNoTrans,
                        openblas_nolapack.CblasNoTrans,
                        p.m(),
                        p.n(),
                        p.k(),
                        1,
                        a,
                        p.k(),
                        b,
                        p.n(),
                        0,
                        c,
                        p.n()),
                () -> {
                    double[] result = new double[p.m() * p.n()];
                    c.get(result);
                    return Data.sample(result);
                });
    }
}
