package io.lanewise.perf;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** The peer of the matrix product, on one thread. */
final class OpenBlas {
    private OpenBlas() {}

    /** Whether the library is there for this platform. */
    static boolean available() {
        try {
            product(1, 1, 1);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** {@code c = a·b} of native matrices that lie by rows. */
    static Runnable product(int m, int n, int k) {
        org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(1);
        FloatPointer a = ones((long) m * k);
        FloatPointer b = ones((long) k * n);
        FloatPointer c = ones((long) m * n);
        return () -> openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasNoTrans,
                m,
                n,
                k,
                1,
                a,
                k,
                b,
                n,
                0,
                c,
                n);
    }

    private static FloatPointer ones(long n) {
        FloatPointer array = new FloatPointer(n);
        for (long i = 0; i < n; i++) {
            array.put(i, 1);
        }
        return array;
    }
}
