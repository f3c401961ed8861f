package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lanewise.kernels.Recycler;
import io.lanewise.nn.CrossEntropyLoss;
import io.lanewise.nn.Flatten;
import io.lanewise.nn.GELU;
import io.lanewise.nn.LayerNorm;
import io.lanewise.nn.Linear;
import io.lanewise.nn.Module;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.data.DataLoader;
import io.lanewise.nn.data.TensorDataset;
import io.lanewise.nn.functional.Attention;
import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Window;
import io.lanewise.nn.optim.Adam;
import io.lanewise.nn.optim.Optimizer;
import io.lanewise.nn.optim.SGD;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What a step allocates within a scope once it is hot: no large array, on any thread. */
class AllocationTest {
    /** For a step, of all threads together. */
    private static final long LARGE = 64 << 10;

    private static final int STEPS = 20;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Generator random = new Generator(1);
    private final CrossEntropyLoss criterion = new CrossEntropyLoss();

    @Test
    void trainingAPerceptronAllocatesNothingLarge() {
        var model = perceptron();
        var optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
        var x = random.randn(64, 784);
        var y = classes(64);
        assertAllocatesNothingLarge(() -> train(model, optimizer, x, y), 1);
    }

    @Test
    void anEpochWhoseLastBatchIsShortAllocatesNothingLargeForAStep() {
        var model = perceptron();
        var optimizer = new Adam(model.parameters(), 0.001);
        int images = 64 * 10 + 33;
        var loader = new DataLoader(new TensorDataset(random.randn(images, 784), classes(images)), 64)
                .shuffle(1)
                .recycle();
        assertAllocatesNothingLarge(
                () -> {
                    for (var batch : loader) {
                        train(model, optimizer, batch.inputs(), batch.targets());
                    }
                },
                loader.batches());
    }

    @Test
    void aPerceptronAnswersWithoutAllocatingAnythingLarge() {
        var model = perceptron();
        var x = random.randn(256, 784);
        assertAllocatesNothingLarge(() -> answer(model, x), 1);
    }

    @Test
    void trainingAConvolutionalNetworkMakesNoLargeArray() {
        var model = new ConvolutionalNetwork(random);
        var optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
        var x = random.randn(48, 1, 28, 28);
        var y = classes(48);
        assertMakesNoLargeArray(() -> train(model, optimizer, x, y));
    }

    @Test
    void aConvolutionalNetworkAnswersWithoutMakingALargeArray() {
        var model = new ConvolutionalNetwork(random);
        var x = random.randn(48, 1, 28, 28);
        assertMakesNoLargeArray(() -> answer(model, x));
    }

    @Test
    void trainingATransformersBlockMakesNoLargeArray() {
        var model = new Sequential(new Block(random), new Flatten(), new Linear(256 * 64, 10, random));
        var optimizer = new Adam(model.parameters(), 0.001);
        var x = random.randn(8, 256, 64);
        var y = classes(8);
        assertMakesNoLargeArray(() -> train(model, optimizer, x, y));
    }

    @Test
    void aTransformersBlockAnswersWithoutMakingALargeArray() {
        var model = new Block(random);
        var x = random.randn(8, 256, 64);
        assertMakesNoLargeArray(() -> answer(model, x));
    }

    @Test
    void aTensorOfAScopeThatHasEndedSaysSo() {
        Tensor late;
        try (var _ = Scope.open()) {
            late = random.randn(64, 64).add(1);
        }
        assertThatThrownBy(late::sum).isInstanceOf(IllegalStateException.class).hasMessageContaining("scope");
    }

    private void train(Module model, Optimizer optimizer, Tensor x, Tensor y) {
        try (var _ = Scope.open()) {
            var loss = criterion.forward(model.forward(x), y);
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
        }
    }

    private static void answer(Module model, Tensor x) {
        try (var _ = GradMode.noGrad();
                var _ = Scope.open()) {
            model.forward(x);
        }
    }

    private Sequential perceptron() {
        return new Sequential(new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
    }

    private Tensor classes(int n) {
        var targets = new long[n];
        for (int i = 0; i < n; i++) {
            targets[i] = i % 10;
        }
        return Tensor.of(targets);
    }

    /** Runs steps until the compiler is done with them, which may take seconds. */
    private static void assertAllocatesNothingLarge(Runnable steps, int count) {
        assertFew("bytes allocated for a step", steps, count, THREADS::getTotalThreadAllocatedBytes);
        assertFew("bytes of fresh arrays for a step", steps, count, Recycler::freshBytes);
    }

    /** The small objects of many operations, their shapes and the tape, may be more than that together. */
    private static void assertMakesNoLargeArray(Runnable steps) {
        assertFew("bytes of fresh arrays for a step", steps, 1, Recycler::freshBytes);
    }

    private static void assertFew(String what, Runnable steps, int count, LongSupplier total) {
        long begin = System.nanoTime();
        long bytes = Long.MAX_VALUE;
        while (bytes >= LARGE && System.nanoTime() - begin < PATIENCE_NANOS) {
            long before = total.getAsLong();
            for (int i = 0; i < STEPS; i++) {
                steps.run();
            }
            bytes = (total.getAsLong() - before) / STEPS / count;
        }
        assertThat(bytes).as(what).isLessThan(LARGE);
    }

    private static final class ConvolutionalNetwork extends Module {
        private final Tensor kernels;
        private final Tensor more;
        private final Linear head;

        ConvolutionalNetwork(Generator random) {
            kernels = parameter("kernels", random.randn(8, 1, 3, 3).mul(0.3));
            more = parameter("more", random.randn(16, 8, 3, 3).mul(0.1));
            head = module("head", new Linear(16 * 7 * 7, 10, random));
        }

        @Override
        public Tensor forward(Tensor x) {
            var window = new Window(new int[] {3, 3}, new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}, false);
            var y = Pooling.max(
                            Convolution.convolve(x, kernels, null, window, 1).relu(), Window.of(2, 2))
                    .values();
            y = Pooling.max(Convolution.convolve(y, more, null, window, 1).relu(), Window.of(2, 2))
                    .values();
            return head.forward(y.reshape(x.size(0), 16 * 7 * 7));
        }
    }

    /** Pre-norm, four heads of width 16. */
    private static final class Block extends Module {
        private static final int WIDTH = 64;
        private static final int HEADS = 4;

        private final LayerNorm norm1 = module("norm1", new LayerNorm(WIDTH));
        private final LayerNorm norm2 = module("norm2", new LayerNorm(WIDTH));
        private final Linear query;
        private final Linear key;
        private final Linear value;
        private final Sequential mlp;

        Block(Generator random) {
            query = module("query", new Linear(WIDTH, WIDTH, random));
            key = module("key", new Linear(WIDTH, WIDTH, random));
            value = module("value", new Linear(WIDTH, WIDTH, random));
            mlp = module(
                    "mlp",
                    new Sequential(
                            new Linear(WIDTH, 4 * WIDTH, random), new GELU(), new Linear(4 * WIDTH, WIDTH, random)));
        }

        @Override
        public Tensor forward(Tensor x) { // [batch, time, width]
            var normed = norm1.forward(x);
            var mixed = Attention.scaledDotProductAttention(
                    heads(query.forward(normed)), heads(key.forward(normed)), heads(value.forward(normed)));
            var h = x.add(mixed.transpose(1, 2).reshape(x.shape()));
            return h.add(mlp.forward(norm2.forward(h)));
        }

        private static Tensor heads(Tensor x) {
            return x.reshape(x.size(0), x.size(1), HEADS, WIDTH / HEADS).transpose(1, 2);
        }
    }
}
