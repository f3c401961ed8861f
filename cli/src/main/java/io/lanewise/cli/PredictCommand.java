package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import io.lanewise.datasets.ImageDataset;
import io.lanewise.nn.Module;
import io.lanewise.tensor.GradMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is on pictures. */
@Command(
        name = "predict",
        description = {
            "Print the three likeliest classes of each picture, with their probabilities.",
            "A picture (PNG, JPEG, GIF or BMP) is turned into 28 x 28 grey pixels: scaled with its sides' ratio kept,"
                    + " put in the middle, and inverted when its border is light, since the network has learnt light"
                    + " clothes on black."
        })
final class PredictCommand implements Callable<Integer> {
    private static final int LIKELIEST = 3;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PICTURE", description = "Files with pictures.")
    private List<Path> pictures = List.of();

    @Mixin
    private final ModelOption model = new ModelOption();

    @Override
    public Integer call() throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var classifier = model.load().model();
        for (var picture : pictures) {
            out.println(picture + ": " + describe(probabilities(classifier, Picture.read(picture))));
        }
        return 0;
    }

    private static float[] probabilities(Module classifier, byte[] pixels) {
        var image = new ImageDataset(pixels, new byte[1], FashionMnist.SIDE, FashionMnist.SIDE);
        classifier.eval();
        try (var _ = GradMode.noGrad()) {
            return classifier
                    .forward(image.gather(new int[] {0}).inputs())
                    .softmax(1)
                    .toFloatArray();
        }
    }

    private static String describe(float[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparing((Integer label) -> probabilities[label])
                        .reversed())
                .limit(LIKELIEST)
                .map(label -> "%s %.3f".formatted(FashionMnist.CLASSES.get(label), probabilities[label]))
                .collect(Collectors.joining(", "));
    }
}
