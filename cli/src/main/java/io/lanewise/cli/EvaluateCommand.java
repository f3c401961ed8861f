package io.lanewise.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the accuracy of a model on the test images. */
@Command(name = "evaluate", description = "Measure the accuracy of a trained network on the test images.")
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ModelOption model = new ModelOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as --model.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = DataOption.DESCRIPTION + " (default: what the model was trained on).")
    private @Nullable String data;

    @Mixin
    private final Threads threads = new Threads();

    @Override
    public Integer call() throws Exception {
        threads.check(Objects.requireNonNull(spec));
        return threads.run(this::run);
    }

    private int run() throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var saved = file == null ? model.load() : ModelOption.load(file);
        var images = DataOption.load(Objects.requireNonNullElse(data, saved.data()));
        out.println("Data: " + images.description());
        var accuracy = ImageClassifier.evaluate(saved.model(), images.test());
        accuracy.printByClass(out);
        out.println("Accuracy: " + accuracy);
        return 0;
    }
}
