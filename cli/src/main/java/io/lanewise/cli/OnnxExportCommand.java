package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import io.lanewise.onnx.OnnxExport;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a trained network as an ONNX model. */
@Command(name = "export", description = "Write a network that 'train' made as an ONNX model for other runtimes.")
final class OnnxExportCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ModelOption model = new ModelOption();

    @Option(names = "--output", paramLabel = "FILE.onnx", description = "The file to write (default: model.onnx).")
    private Path output = Path.of("model.onnx");

    @Override
    public Integer call() throws IOException {
        var network = model.load().model();
        network.eval();
        OnnxExport.of(network::forward)
                .parameters(network.stateDict())
                .inputs("images")
                .outputs("logits")
                .dynamicAxis("images", 0, "batch")
                .write(output, Tensor.zeros(1, FashionMnist.SIDE, FashionMnist.SIDE));
        Objects.requireNonNull(spec).commandLine().getOut().println("Model: " + output);
        return 0;
    }
}
