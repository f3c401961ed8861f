package io.lanewise.perf.subjects;

import static io.lanewise.nn.functional.Attention.scaledDotProductAttention;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Scaled dot-product attention of a transformer with 12 heads of width 64. */
final class Attention {
    private static final int HEADS = 12;
    private static final int WIDTH = 64;
    private static final int[] LENGTHS = {128, 512, 2048};

    private Attention() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int length : LENGTHS) {
            subjects.add(subject(length, false).everyday(true).parallel(true));
            subjects.add(subject(length, true));
        }
        return subjects;
    }

    private static Subject subject(int length, boolean causal) {
        var task = new Task.Attention(1, HEADS, length, WIDTH, causal);
        double operand = 4.0 * HEADS * length * WIDTH;
        double pairs = causal ? length * (length + 1.0) / 2 : (double) length * length;
        return Subject.of(
                        causal ? "attention_causal" : "attention",
                        "%dx%dx%d".formatted(HEADS, length, WIDTH),
                        "f32",
                        Cost.arithmetic(4 * HEADS * pairs * WIDTH, 3 * operand, operand),
                        () -> work(task))
                .beside(task, 1e-5);
    }

    private static Work work(Task.Attention task) {
        Shape shape = Shape.of(task.batch(), task.heads(), task.length(), task.width());
        Tensor q = Tensor.wrap(Data.floats(shape.elements(), 1), DType.F32, shape);
        Tensor k = Tensor.wrap(Data.floats(shape.elements(), 2), DType.F32, shape);
        Tensor v = Tensor.wrap(Data.floats(shape.elements(), 3), DType.F32, shape);
        return Scoped.work(() -> scaledDotProductAttention(q, k, v, null, task.causal(), null, false));
    }
}
