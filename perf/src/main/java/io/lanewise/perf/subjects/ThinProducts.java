package io.lanewise.perf.subjects;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import java.util.ArrayList;
import java.util.List;

/** A few rows by constant weights, as in a transformer's inference; Lanewise and oneDNN pack the weights beforehand. */
final class ThinProducts {
    private static final int[] ROWS = {1, 4, 16, 32, 128};
    private static final int[] WIDTHS = {768, 3072};

    private ThinProducts() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int m : ROWS) {
            for (int n : WIDTHS) {
                for (int k : WIDTHS) {
                    var task = new Task.Product(ElementType.F32, m, n, k, true);
                    subjects.add(
                            Subject.of("linear", Products.shape(task), "f32", Products.cost(task), () -> work(task))
                                    .beside(task, Products.tolerance(ElementType.F32))
                                    .everyday(n == 768)
                                    .parallel(k == 3072));
                }
            }
        }
        return subjects;
    }

    private static Work work(Task.Product task) {
        int m = task.m();
        int n = task.n();
        int k = task.k();
        Object a = Data.array(task.type(), m * k, 1);
        PackedB b = MatMul.pack(task.type(), n, k, Data.array(task.type(), k * n, 2), 0, n, 1);
        float[] c = new float[m * n];
        return Work.into(c, () -> MatMul.run(m, a, 0, k, 1, b, c, 0, n, Epilogue.STORE));
    }
}
