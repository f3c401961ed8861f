package io.lanewise.cli;

import io.lanewise.onnx.ModelSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what an ONNX file says, and whether it can be run. */
@Command(name = "info", description = "Print a model's inputs, outputs, parameters, operators and opset.")
final class OnnxInfoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MODEL.onnx", description = "The model.")
    private Path model = Path.of("model.onnx");

    @Override
    public Integer call() throws IOException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var summary = ModelSummary.read(model);
        print(out, "Producer", summary.producer() + ", IR version " + summary.irVersion());
        print(
                out,
                "Opset",
                summary.opsets().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(opset -> (opset.getKey().isEmpty() ? "ai.onnx" : opset.getKey()) + " " + opset.getValue())
                        .collect(Collectors.joining(", ")));
        summary.inputs().forEach(input -> print(out, "Input", input.name() + "  " + input.type()));
        summary.outputs().forEach(output -> print(out, "Output", output.name() + "  " + output.type()));
        print(out, "Parameters", "%,d".formatted(summary.parameters()));
        int nodes = summary.operators().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        print(out, "Nodes", nodes + " of " + summary.operators().size() + " operators: " + operators(summary));
        int missing = summary.unsupported().size();
        print(
                out,
                "Supported",
                missing == 0 ? "all" : nodes - missing + " nodes; not: " + String.join(", ", summary.unsupported()));
        return 0;
    }

    /** The most frequent first. */
    private static String operators(ModelSummary summary) {
        return summary.operators().entrySet().stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .map(operator -> operator.getKey() + " " + operator.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void print(PrintWriter out, String name, String value) {
        out.println("%-11s %s".formatted(name, value));
    }
}
