package io.lanewise.perf.subjects;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Matrix products of two operands that change: squares, and those of the training network. */
final class Products {
    private static final int[] SQUARES = {64, 128, 256, 512, 1024, 2048};
    private static final int[][] OTHERS = {{64, 128, 784}, {64, 784, 128}, {784, 128, 64}};

    private Products() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (ElementType type : ElementType.FLOATS) {
            for (int n : SQUARES) {
                subjects.add(subject(new Task.Product(type, n, n, n, false))
                        .everyday(true)
                        .parallel(n >= 256));
            }
            for (int[] shape : OTHERS) {
                subjects.add(subject(new Task.Product(type, shape[0], shape[1], shape[2], false)));
            }
        }
        return subjects;
    }

    private static Subject subject(Task.Product task) {
        return Subject.of("matmul", shape(task), task.type().lower(), cost(task), () -> work(task))
                .beside(task, tolerance(task.type()));
    }

    static String shape(Task.Product task) {
        return "%dx%dx%d".formatted(task.m(), task.n(), task.k());
    }

    static Cost cost(Task.Product task) {
        double m = task.m();
        double n = task.n();
        double k = task.k();
        int bytes = task.type().bytes();
        return Cost.arithmetic(2 * m * n * k, bytes * (m * k + k * n), bytes * m * n);
    }

    static double tolerance(ElementType type) {
        return type == ElementType.F64 ? 1e-13 : 1e-5;
    }

    private static Work work(Task.Product task) {
        int m = task.m();
        int n = task.n();
        int k = task.k();
        ElementType type = task.type();
        Object a = Data.array(type, m * k, 1);
        Object b = Data.array(type, k * n, 2);
        Object c = Array.newInstance(type.carrier(), m * n);
        return Work.into(c, () -> MatMul.run(type, m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, Epilogue.STORE));
    }
}
