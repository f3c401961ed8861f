package io.lanewise.perf.subjects;

import io.lanewise.perf.Cost;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task.Operand;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Index;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Copies into another order, and reading and writing at indices, within a scope. */
final class Movements {
    private static final List<String> EVERYDAY = List.of("transpose", "nchw_to_nhwc", "embedding", "scatter_add");
    private static final Operand MATRIX = Operand.floats(DType.F32, 2048, 1024);
    private static final Operand IMAGES = Operand.floats(DType.F32, 8, 64, 64, 64);

    private final List<Subject> subjects = new ArrayList<>();

    private Movements() {}

    static List<Subject> subjects() {
        var all = new Movements();
        all.permutations();
        all.pieces();
        all.masks();
        all.reads();
        all.writes();
        return all.subjects;
    }

    private void permutations() {
        move("transpose", MATRIX, "(torch.t(x)).contiguous()", x -> x.t().contiguous());
        var halves = Operand.floats(DType.BF16, 2048, 1024);
        move("transpose", halves, "(torch.t(x)).contiguous()", x -> x.t().contiguous());
        var bytes = new Operand(DType.U8, 0, 255, List.of(2048, 1024));
        move("transpose", bytes, "(torch.t(x)).contiguous()", x -> x.t().contiguous());
        move("nchw_to_nhwc", IMAGES, permuted("0, 2, 3, 1"), x -> x.permute(0, 2, 3, 1)
                .contiguous());
        move("nhwc_to_nchw", IMAGES, permuted("0, 3, 1, 2"), x -> x.permute(0, 3, 1, 2)
                .contiguous());
        var heads = Operand.floats(DType.F32, 8, 512, 12, 64);
        move("heads", heads, permuted("0, 2, 1, 3"), x -> x.permute(0, 2, 1, 3).contiguous());
        move("keys", heads, permuted("0, 2, 3, 1"), x -> x.permute(0, 2, 3, 1).contiguous());
        var pictures = new Operand(DType.U8, 0, 255, List.of(32, 224, 224, 3));
        move("nhwc_to_nchw", pictures, permuted("0, 3, 1, 2"), x -> x.permute(0, 3, 1, 2)
                .contiguous());
    }

    private static String permuted(String axes) {
        return "(torch.permute(x, [" + axes + "])).contiguous()";
    }

    private void pieces() {
        move("cat_0", MATRIX, MATRIX, "torch.cat([x, y], 0)", in -> Tensor.cat(in, 0));
        move("cat_1", MATRIX, MATRIX, "torch.cat([x, y], 1)", in -> Tensor.cat(in, 1));
        move("stack_2", MATRIX, MATRIX, "torch.stack([x, y], 2)", in -> Tensor.stack(in, 2));
        move("flip_0", MATRIX, "torch.flip(x, [0])", x -> x.flip(0));
        move("flip_1", MATRIX, "torch.flip(x, [1])", x -> x.flip(1));
        move("roll_1", MATRIX, "torch.roll(x, [100], [1])", x -> x.roll(100, 1));
        move("triu", MATRIX, "torch.triu(x)", x -> x.triu(0));
        move("tril", MATRIX, "torch.tril(x)", x -> x.tril(0));
        move("slice_step_2", MATRIX, "(torch.slice(x, 1, 0, 1024, 2)).contiguous()", x -> x.slice(1, 0, 1024, 2)
                .contiguous());
        move("pad", IMAGES, "torch.constant_pad_nd(x, [1, 1, 1, 1])", x -> x.pad(0, 1, 1, 1, 1));
        move("repeat", MATRIX, "x.repeat([2, 2])", x -> x.repeat(2, 2));
        move("copy", MATRIX, "torch.clone(x)", Tensor::copy);
    }

    private void masks() {
        var mask = new Operand(DType.BOOL, 0, 2, List.of(2048, 1024));
        move("masked_fill", MATRIX, mask, "torch.masked_fill(x, y, 0.5)", in -> in.get(0)
                .maskedFill(in.get(1), 0.5));
        subjects.add(Formulas.subject(
                "where",
                "2048x1024",
                8 << 20,
                "torch.where(z, x, y)",
                in -> in.get(2).where(in.get(0), in.get(1)),
                MATRIX,
                MATRIX,
                mask));
        move("masked_select", MATRIX, mask, "torch.masked_select(x, y)", in -> in.get(0)
                .maskedSelect(in.get(1)));
        move("nonzero", mask, "torch.nonzero(x)", Tensor::nonzero);
    }

    private void reads() {
        var table = Operand.floats(DType.F32, 30_000, 256);
        var words = new Operand(DType.I64, 0, 30_000, List.of(8192));
        read("embedding", table, words, 4 * 256, "torch.embedding(x, y)", in -> in.get(0)
                .indexSelect(0, in.get(1)));
        var columns = new Operand(DType.I64, 0, 1024, List.of(1024));
        read("index_select_1", MATRIX, columns, 4 * 2048, "torch.index_select(x, 1, y)", in -> in.get(0)
                .indexSelect(1, in.get(1)));
        var places = new Operand(DType.I64, 0, 1024, List.of(2048, 1024));
        read("gather_0", MATRIX, places, 4, "torch.gather(x, 0, y)", in -> in.get(0)
                .gather(0, in.get(1)));
        read("gather_1", MATRIX, places, 4, "torch.gather(x, 1, y)", in -> in.get(0)
                .gather(1, in.get(1)));
        var anywhere = new Operand(DType.I64, 0, 2048 * 1024, List.of(1 << 20));
        read("take", MATRIX, anywhere, 4, "torch.take(x, y)", in -> in.get(0).take(in.get(1)));
        var rows = new Operand(DType.I64, 0, 2048, List.of(2048));
        read("index", MATRIX, rows, 4 * 1024, "torch.index(x, annotate(List[Optional[Tensor]], [y]))", in -> in.get(0)
                .index(Index.tensor(in.get(1))));
    }

    private void writes() {
        var places = new Operand(DType.I64, 0, 1024, List.of(2048, 1024));
        write("scatter_1", places, MATRIX, "torch.scatter(x, 1, y, z)", in -> in.get(0)
                .scatter(1, in.get(1), in.get(2)));
        write("scatter_add", places, MATRIX, "torch.scatter_add(x, 1, y, z)", in -> in.get(0)
                .scatterAdd(1, in.get(1), in.get(2)));
        write("scatter_add_0", places, MATRIX, "torch.scatter_add(x, 0, y, z)", in -> in.get(0)
                .scatterAdd(0, in.get(1), in.get(2)));
        var rows = new Operand(DType.I64, 0, 2048, List.of(8192));
        var values = Operand.floats(DType.F32, 8192, 1024);
        write("index_add", rows, values, "torch.index_add(x, 0, y, z)", in -> in.get(0)
                .indexAdd(0, in.get(1), in.get(2)));
        write(
                "index_put",
                rows,
                values,
                "torch.index_put(x, annotate(List[Optional[Tensor]], [y]), z, True)",
                in -> in.get(0).indexPut(in.get(2), true, Index.tensor(in.get(1))));
        write(
                "embedding_backward",
                rows,
                values,
                "torch.embedding_dense_backward(z, y, 2048, -1, False)",
                in -> Tensor.zeros(2048, 1024).indexAdd_(0, in.get(1), in.get(2)));
    }

    private void move(String name, Operand x, String script, UnaryOperator<Tensor> function) {
        add(Formulas.subject(name, shape(x), x.bytes(), script, in -> function.apply(in.getFirst()), x));
    }

    private void move(String name, Operand x, Operand y, String script, Function<List<Tensor>, Tensor> function) {
        add(Formulas.subject(name, shape(x), x.bytes() + y.bytes() * y.dtype().bytes() / 4, script, function, x, y));
    }

    /** @param each the bytes that an index reads, and writes */
    private void read(
            String name, Operand x, Operand index, int each, String script, Function<List<Tensor>, Tensor> function) {
        double written = (double) index.elements() * each;
        var cost = Cost.memory(0, written + index.bytes(), written);
        add(Formulas.subject(name, shape(x), cost, script, function, List.of(x, index)));
    }

    private void write(
            String name, Operand index, Operand values, String script, Function<List<Tensor>, Tensor> function) {
        add(Formulas.subject(name, shape(values), MATRIX.bytes(), script, function, MATRIX, index, values));
    }

    private static String shape(Operand x) {
        return String.join("x", x.sizes().stream().map(Object::toString).toList());
    }

    private void add(Subject subject) {
        subjects.add(subject.everyday(
                EVERYDAY.contains(subject.kernel()) && subject.dtype().equals("f32")));
    }
}
