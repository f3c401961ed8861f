package io.lanewise.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.nn.CrossEntropyLoss;
import io.lanewise.nn.Flatten;
import io.lanewise.nn.Linear;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.data.DataLoader;
import io.lanewise.nn.optim.SGD;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's examples, run; what stands between the region's marks stands in the README, line by line. */
class ReadmeTest {
    private static final Path SOURCE = Path.of("src/test/java/io/lanewise/datasets/ReadmeTest.java");
    private static final Path README = Path.of("../README.md");

    private static List<Double> train(int epochs) throws IOException {
        var losses = new ArrayList<Double>();
        // region training
        var random = new Generator(1);
        var model =
                new Sequential(new Flatten(), new Linear(784, 128, random), new ReLU(), new Linear(128, 10, random));
        var criterion = new CrossEntropyLoss();
        var optimizer = new SGD(model.parameters(), 0.01).momentum(0.9);
        var loader =
                new DataLoader(FashionMnist.embedded().train(), 64).shuffle(1).recycle();

        for (int epoch = 1; epoch <= epochs; epoch++) {
            double total = 0;
            for (var batch : loader) {
                try (var _ = Scope.open()) { // the arrays that are made in here are used again
                    var loss = criterion.forward(model.forward(batch.inputs()), batch.targets());
                    optimizer.zeroGrad();
                    loss.backward();
                    optimizer.step();
                    total += loss.item();
                }
            }
            System.out.printf("Epoch: %d Loss: %.3f%n", epoch, total / loader.batches());
            // endregion
            losses.add(total / loader.batches());
            // region training
        }
        // endregion
        return losses;
    }

    private static Tensor differentiate() {
        // region gradient
        var x = Tensor.of(1f, 2f, 3f).requiresGrad_(true);
        var y = x.square().sum();
        y.backward();
        System.out.println(x.grad()); // [2., 4., 6.]
        // endregion
        return x.grad();
    }

    @Test
    void theTrainingLoopLearns() throws IOException {
        var losses = train(2);
        assertThat(losses.get(0)).isBetween(1.0, 1.6);
        assertThat(losses.get(1)).isBetween(0.5, 0.9);
    }

    @Test
    void theGradientIsTwiceTheTensor() {
        var gradient = differentiate();
        assertThat(gradient.toFloatArray()).containsExactly(2, 4, 6);
        assertThat(gradient).hasToString("[2., 4., 6.]");
    }

    @Test
    void theReadmeShowsWhatRuns() throws IOException {
        var readme = squeezed(Files.readAllLines(README));
        assertThat(readme).contains(region("training")).contains(region("gradient"));
    }

    private static String region(String name) throws IOException {
        var lines = new ArrayList<String>();
        boolean inside = false;
        for (var line : Files.readAllLines(SOURCE)) {
            if (line.strip().equals("// region " + name) || line.strip().equals("// endregion")) {
                inside = line.strip().startsWith("// region");
            } else if (inside) {
                lines.add(line);
            }
        }
        return squeezed(lines);
    }

    private static String squeezed(List<String> lines) {
        return lines.stream()
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ")
                .strip();
    }
}
