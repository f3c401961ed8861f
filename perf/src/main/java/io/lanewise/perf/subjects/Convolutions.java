package io.lanewise.perf.subjects;

import io.lanewise.autograd.Autograd;
import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Window;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Task.Pass;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The convolutions of ResNet-50, He et al., 2015, and the depthwise ones of MobileNet, Howard et al., 2017. */
final class Convolutions {
    /** Channels, size of the image, outputs, size of the kernel, stride, and how often the network has it. */
    private static final int[][] RESNET = {
        {3, 224, 64, 7, 2, 1},
        {64, 56, 64, 1, 1, 1},
        {64, 56, 64, 3, 1, 3},
        {64, 56, 256, 1, 1, 4},
        {256, 56, 64, 1, 1, 2},
        {256, 56, 128, 1, 1, 1},
        {128, 56, 128, 3, 2, 1},
        {128, 28, 512, 1, 1, 4},
        {256, 56, 512, 1, 2, 1},
        {512, 28, 128, 1, 1, 3},
        {128, 28, 128, 3, 1, 3},
        {512, 28, 256, 1, 1, 1},
        {256, 28, 256, 3, 2, 1},
        {256, 14, 1024, 1, 1, 6},
        {512, 28, 1024, 1, 2, 1},
        {1024, 14, 256, 1, 1, 5},
        {256, 14, 256, 3, 1, 5},
        {1024, 14, 512, 1, 1, 1},
        {512, 14, 512, 3, 2, 1},
        {512, 7, 2048, 1, 1, 3},
        {1024, 14, 2048, 1, 2, 1},
        {2048, 7, 512, 1, 1, 2},
        {512, 7, 512, 3, 1, 2}
    };

    /** Channels, size of the image, stride, and how often the network has it; kernels are 3 x 3. */
    private static final int[][] MOBILENET = {
        {32, 112, 1, 1},
        {64, 112, 2, 1},
        {128, 56, 1, 1},
        {128, 56, 2, 1},
        {256, 28, 1, 1},
        {256, 28, 2, 1},
        {512, 14, 1, 5},
        {512, 14, 2, 1},
        {1024, 7, 1, 1}
    };

    private Convolutions() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int batch : new int[] {1, 8}) {
            for (Pass pass : new Pass[] {Pass.FORWARD, Pass.TRAINING}) {
                subjects.add(network("resnet50", resnet(batch, pass), times(RESNET), batch, pass));
            }
            subjects.add(network("mobilenet_depthwise", mobilenet(batch), times(MOBILENET), batch, Pass.FORWARD));
        }
        resnet(1, Pass.FORWARD).forEach(shape -> subjects.add(single(shape)));
        resnet(1, Pass.TRAINING).forEach(shape -> subjects.add(single(shape)));
        resnet(8, Pass.FORWARD).forEach(shape -> subjects.add(single(shape)));
        mobilenet(1).forEach(shape -> subjects.add(single(shape)));
        return subjects;
    }

    private static List<Task.Convolution> resnet(int batch, Pass pass) {
        return IntStream.range(0, RESNET.length)
                .mapToObj(i -> {
                    int[] r = RESNET[i];
                    return new Task.Convolution(batch, r[0], r[1], r[1], r[2], r[3], r[3], r[4], r[3] / 2, 1, pass);
                })
                .toList();
    }

    private static List<Task.Convolution> mobilenet(int batch) {
        return IntStream.range(0, MOBILENET.length)
                .mapToObj(i -> {
                    int[] r = MOBILENET[i];
                    return new Task.Convolution(batch, r[0], r[1], r[1], r[0], 3, 3, r[2], 1, r[0], Pass.FORWARD);
                })
                .toList();
    }

    private static List<Integer> times(int[][] table) {
        return IntStream.range(0, table.length)
                .mapToObj(i -> table[i][table[i].length - 1])
                .toList();
    }

    /** All of a network's, as often as it has them; each has arrays of its own. */
    private static Subject network(
            String name, List<Task.Convolution> shapes, List<Integer> times, int batch, Pass pass) {
        double flops = IntStream.range(0, shapes.size())
                .mapToDouble(i -> times.get(i) * shapes.get(i).flops())
                .sum();
        return Subject.of(
                        name + suffix(pass),
                        "batch" + batch,
                        "f32",
                        Cost.arithmetic(flops, 0, 0),
                        () -> Work.sequence(
                                shapes.stream().map(Convolutions::work).toList(), times))
                .beside(new Task.Convolutions(shapes, times), tolerance(pass))
                .everyday(true)
                .parallel(batch == 8);
    }

    private static Subject single(Task.Convolution c) {
        String name = c.groups() == 1 ? "conv2d" : "depthwise";
        String shape = "%dx%dx%dx%d-%dk%ds%d"
                .formatted(c.batch(), c.channels(), c.height(), c.width(), c.outputs(), c.kernelHeight(), c.stride());
        double read = (double) c.batch() * c.channels() * c.height() * c.width() + c.weights();
        double written = (double) c.batch() * c.outputs() * c.outputHeight() * c.outputWidth();
        int passes = c.pass() == Pass.TRAINING ? 3 : 1;
        var cost = Cost.arithmetic(c.flops(), passes * 4 * read, passes * 4 * written);
        return Subject.of(name + suffix(c.pass()), shape, "f32", cost, () -> work(c))
                .beside(c, tolerance(c.pass()));
    }

    private static String suffix(Pass pass) {
        return pass == Pass.TRAINING ? "_training" : "";
    }

    /** Gradients by weights are sums over whole images. */
    private static double tolerance(Pass pass) {
        return pass == Pass.TRAINING ? 1e-4 : 2e-5;
    }

    private static Work work(Task.Convolution c) {
        Tensor x = tensor(1, c.batch(), c.channels(), c.height(), c.width());
        Tensor w = tensor(2, c.outputs(), c.channels() / c.groups(), c.kernelHeight(), c.kernelWidth());
        Window window = new Window(
                new int[] {c.kernelHeight(), c.kernelWidth()},
                new int[] {c.stride(), c.stride()},
                new int[] {c.padding(), c.padding()},
                new int[] {1, 1},
                false);
        if (c.pass() == Pass.FORWARD) {
            Tensor filters = w.copy(); // as a model's own, which may be packed: a program's array may change unseen
            return Scoped.work(() -> Convolution.convolve(x, filters, null, window, c.groups()));
        }
        Tensor gradient = tensor(3, c.batch(), c.outputs(), c.outputHeight(), c.outputWidth());
        x.requiresGrad_(true);
        w.requiresGrad_(true);
        return new Work() {
            @Override
            public void run() {
                try (var _ = Scope.open()) {
                    gradients();
                }
            }

            @Override
            public double[] result() {
                return Data.sample(Objects.requireNonNull(gradients().getLast()).toArray());
            }

            private List<@Nullable Tensor> gradients() {
                Tensor y = Convolution.convolve(x, w, null, window, c.groups());
                return Autograd.grad(List.of(y), List.of(x, w), List.of(gradient), false, false, false);
            }
        };
    }

    private static Tensor tensor(long seed, int... sizes) {
        Shape shape = Shape.of(sizes);
        return Tensor.wrap(Data.floats(shape.elements(), seed), DType.F32, shape);
    }
}
