package io.lanewise.cli;

import io.lanewise.nn.Checkpoint;
import io.lanewise.nn.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the classifier and writes what came of it. */
@Command(
        name = "train",
        description = {
            "Train a network on images of clothing.",
            "Writes model.safetensors, metrics.json, training.png and, after each epoch, checkpoint.safetensors."
        })
final class TrainCommand implements Callable<Integer> {
    private static final int DEFAULT_EPOCHS = 10;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go over the images (default: 10).")
    private int epochs = DEFAULT_EPOCHS;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images in a step (default: 64).")
    private @Nullable Integer batchSize;

    @Option(names = "--lr", paramLabel = "X", description = "The learning rate of SGD (default: 0.01).")
    private @Nullable Double lr;

    @Option(names = "--hidden", paramLabel = "N", description = "Width of the hidden layer (default: 128).")
    private @Nullable Integer hidden;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Fixes the starting weights and the order of the images (default: 1).")
    private @Nullable Long seed;

    @Option(names = "--data", paramLabel = "DATA", description = DataOption.DESCRIPTION + " (default: embedded).")
    private @Nullable String data;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the results go (default: runs).")
    private Path out = Path.of("runs");

    @Option(
            names = "--resume",
            description = "Go on, to the last bit, from the checkpoint in the output folder; the settings are its own.")
    private boolean resume;

    @Mixin
    private final Threads threads = new Threads();

    @Override
    public Integer call() throws Exception {
        check("--epochs", epochs, 1);
        check("--batch-size", batchSize == null ? 1 : batchSize, 1);
        check("--hidden", hidden == null ? 1 : hidden, 1);
        if (lr != null && !(lr > 0 && lr < Double.POSITIVE_INFINITY)) {
            throw wrong("--lr is " + lr + "; expected a positive number");
        }
        threads.check(spec());
        return threads.run(this::run);
    }

    private int run() throws IOException {
        var output = new Output(out);
        var console = spec().commandLine().getOut();
        try (var interruption = new Interruption(spec().commandLine().getErr())) {
            var saved = resume ? load(output) : null;
            var settings = saved == null ? settings() : settings(saved);
            var images = DataOption.load(settings.data());
            console.println("Data: " + images.description());
            var training = new Training(settings, images.train());
            if (saved != null) {
                restore(training, saved, output);
            }
            new TrainingRun(settings, images, training, output, interruption, console).run(epochs);
        }
        return 0;
    }

    private Checkpoint load(Output output) throws IOException {
        if (!Files.exists(output.checkpoint())) {
            throw new IOException(output.checkpoint() + ": no checkpoint to resume from; train without --resume first");
        }
        return Checkpoint.load(output.checkpoint());
    }

    private static void restore(Training training, Checkpoint saved, Output output) {
        try {
            training.restore(saved);
        } catch (StateException e) {
            throw new StateException(output.checkpoint() + ": " + e.getMessage());
        }
    }

    private Settings settings() {
        var usual = Settings.DEFAULT;
        return new Settings(
                DataOption.absolute(Objects.requireNonNullElse(data, usual.data())),
                Objects.requireNonNullElse(hidden, usual.hidden()),
                Objects.requireNonNullElse(batchSize, usual.batchSize()),
                Objects.requireNonNullElse(lr, usual.lr()),
                Objects.requireNonNullElse(seed, usual.seed()));
    }

    /** The checkpoint's settings, which options may repeat but not change. */
    private Settings settings(Checkpoint checkpoint) {
        var saved = Settings.readFrom(checkpoint);
        agree("--data", data == null ? null : DataOption.absolute(data), saved.data());
        agree("--hidden", hidden, saved.hidden());
        agree("--batch-size", batchSize, saved.batchSize());
        agree("--lr", lr, saved.lr());
        agree("--seed", seed, saved.seed());
        return saved;
    }

    private void agree(String option, @Nullable Object given, Object saved) {
        if (given != null && !given.equals(saved)) {
            throw wrong(option + " is " + given + ", but the checkpoint was made with " + saved
                    + "; leave it out to resume, or train without --resume");
        }
    }

    private void check(String option, int value, int least) {
        if (value < least) {
            throw wrong(option + " is " + value + "; expected at least " + least);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }
}
