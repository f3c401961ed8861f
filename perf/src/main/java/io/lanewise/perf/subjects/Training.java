package io.lanewise.perf.subjects;

import io.lanewise.nn.CrossEntropyLoss;
import io.lanewise.nn.Linear;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.data.DataLoader;
import io.lanewise.nn.data.TensorDataset;
import io.lanewise.nn.optim.SGD;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import java.util.Objects;

/** An epoch of the network of {@code lanewise train}, on as many images as Fashion-MNIST has. */
final class Training {
    private static final int IMAGES = 60_000;
    private static final int BATCH = 64;

    private Training() {}

    static List<Subject> subjects() {
        return List.of(
                Subject.of("training_epoch", "784x128x10", "f32", Cost.runs(Cost.Unit.CALLS), () -> new Epoch(IMAGES))
                        .beside(new Task.TrainingEpoch(IMAGES), 0.02)
                        .everyday(true)
                        .parallel(true));
    }

    private static final class Epoch implements Work {
        private final Sequential model;
        private final CrossEntropyLoss criterion = new CrossEntropyLoss();
        private final SGD optimizer;
        private final DataLoader loader;
        private final int images;
        private double loss;

        Epoch(int images) {
            this.images = images;
            var random = new Generator(1);
            var first = new Linear(784, 128, random);
            var second = new Linear(128, 10, random);
            set(first.weight(), 3);
            set(second.weight(), 4);
            set(Objects.requireNonNull(first.bias()), 0);
            set(Objects.requireNonNull(second.bias()), 0);
            model = new Sequential(first, new ReLU(), second);
            optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
            Tensor x = Tensor.wrap(Data.floats(images * 784, 1), DType.F32, Shape.of(images, 784));
            loader = new DataLoader(new TensorDataset(x, Tensor.of(Data.classes(images, 2))), BATCH)
                    .shuffle(1)
                    .recycle();
        }

        private static void set(Tensor parameter, long seed) {
            try (var _ = GradMode.noGrad()) {
                if (seed == 0) {
                    parameter.mul_(0);
                } else {
                    parameter.copy_(Tensor.of(Data.floats(parameter.elements(), seed))
                            .mul(0.05)
                            .reshape(parameter.shape()));
                }
            }
        }

        @Override
        public void run() {
            double total = 0;
            for (var batch : loader) {
                try (var _ = Scope.open()) {
                    var result = criterion.forward(model.forward(batch.inputs()), batch.targets());
                    optimizer.zeroGrad();
                    result.backward();
                    optimizer.step();
                    total += result.item() * batch.inputs().size(0);
                }
            }
            loss = total / images;
        }

        @Override
        public double[] result() {
            return new double[] {loss};
        }
    }
}
