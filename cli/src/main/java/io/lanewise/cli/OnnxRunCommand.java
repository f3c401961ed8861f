package io.lanewise.cli;

import io.lanewise.kernels.Limits;
import io.lanewise.kernels.Pool;
import io.lanewise.onnx.NodeTime;
import io.lanewise.onnx.OnnxModel;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an ONNX model on arrays of files. */
@Command(name = "run", description = "Run a model on .npy files; outputs are written as .npy files.")
final class OnnxRunCommand implements Callable<Integer> {
    private static final int PROFILED_RUNS = 10;

    /** Memory out of every cache, by which the profile measures nodes that compute little. */
    private static final int LARGE = 128 << 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final Threads threads = new Threads();

    @Parameters(paramLabel = "MODEL.onnx", description = "The model.")
    private Path model = Path.of("model.onnx");

    @Option(names = "--input", paramLabel = "NAME=FILE.npy", description = "An input's elements; once for each input.")
    private Map<String, Path> inputs = new LinkedHashMap<>();

    @Option(names = "--output", paramLabel = "DIR", description = "Write each output to a file of its name in there.")
    private @Nullable Path output;

    @Option(
            names = "--profile",
            description =
                    "Print what each node takes, run one by one on one thread, and the share of the machine's limit.")
    private boolean profile;

    @Override
    public Integer call() throws Exception {
        var command = Objects.requireNonNull(spec);
        threads.check(command);
        return threads.run(() -> run(command.commandLine().getOut()));
    }

    private int run(PrintWriter out) throws IOException {
        var loaded = OnnxModel.load(model);
        var given = new LinkedHashMap<String, Tensor>();
        for (var input : inputs.entrySet()) {
            given.put(input.getKey(), Npy.read(input.getValue()));
        }
        var outputs = loaded.run(given);
        for (var each : outputs.entrySet()) {
            var tensor = each.getValue();
            out.println(each.getKey() + "  " + tensor.dtype() + " " + tensor.shape());
        }
        if (output != null) {
            write(output, outputs);
        }
        if (profile) {
            Pool.limit(
                    1, () -> print(out, loaded.profile(given, PROFILED_RUNS), loaded.runNanos(given, PROFILED_RUNS)));
        }
        return 0;
    }

    private void write(Path folder, Map<String, Tensor> outputs) throws IOException {
        Files.createDirectories(folder);
        for (var each : outputs.entrySet()) {
            // Names are the file's; one must not lead out of the folder.
            var name = each.getKey().replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^\\.", "_");
            Npy.write(folder.resolve(name + ".npy"), each.getValue());
        }
    }

    private static void print(PrintWriter out, List<NodeTime> nodes, long whole) {
        double total = nodes.stream().mapToLong(NodeTime::nanos).sum();
        double flops = Limits.flopsF32();
        double bytes = Limits.copyBytes(LARGE);
        out.printf("%n%10s %6s %6s  %-18s %s%n", "us", "share", "limit", "operator", "node and shapes");
        nodes.stream()
                .sorted(Comparator.comparingLong(NodeTime::nanos).reversed())
                .forEach(node -> {
                    double seconds = node.nanos() / 1e9;
                    double limit = node.flops() > 0 ? node.flops() / seconds / flops : node.bytes() / seconds / bytes;
                    out.printf(
                            "%10.1f %5.1f%% %5.0f%%  %-18s %s  %s%n",
                            node.nanos() / 1e3,
                            100 * node.nanos() / total,
                            100 * limit,
                            node.operator(),
                            node.node(),
                            node.shapes());
                });
        out.printf("%10.1f in all, of %d nodes%n", total / 1e3, nodes.size());
        out.printf("%10.1f as one program, in which nodes are joined%n", whole / 1e3);
    }
}
