package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.WeightFormat;
import io.lanewise.nn.AdaptiveAvgPool1d;
import io.lanewise.nn.AdaptiveAvgPool2d;
import io.lanewise.nn.AdaptiveAvgPool3d;
import io.lanewise.nn.AdaptiveMaxPool1d;
import io.lanewise.nn.AdaptiveMaxPool2d;
import io.lanewise.nn.AdaptiveMaxPool3d;
import io.lanewise.nn.AttentionMask;
import io.lanewise.nn.AvgPool1d;
import io.lanewise.nn.AvgPool2d;
import io.lanewise.nn.AvgPool3d;
import io.lanewise.nn.BatchNorm1d;
import io.lanewise.nn.BatchNorm2d;
import io.lanewise.nn.BatchNorm3d;
import io.lanewise.nn.Conv1d;
import io.lanewise.nn.Conv2d;
import io.lanewise.nn.Conv3d;
import io.lanewise.nn.ConvTranspose1d;
import io.lanewise.nn.ConvTranspose2d;
import io.lanewise.nn.ConvTranspose3d;
import io.lanewise.nn.Dropout;
import io.lanewise.nn.Dropout1d;
import io.lanewise.nn.Dropout2d;
import io.lanewise.nn.Dropout3d;
import io.lanewise.nn.ELU;
import io.lanewise.nn.Embedding;
import io.lanewise.nn.Flatten;
import io.lanewise.nn.GELU;
import io.lanewise.nn.GRU;
import io.lanewise.nn.GRUCell;
import io.lanewise.nn.GroupNorm;
import io.lanewise.nn.Hardswish;
import io.lanewise.nn.Identity;
import io.lanewise.nn.InstanceNorm1d;
import io.lanewise.nn.InstanceNorm2d;
import io.lanewise.nn.InstanceNorm3d;
import io.lanewise.nn.LSTM;
import io.lanewise.nn.LSTMCell;
import io.lanewise.nn.LayerNorm;
import io.lanewise.nn.LeakyReLU;
import io.lanewise.nn.Linear;
import io.lanewise.nn.LogSoftmax;
import io.lanewise.nn.MaxPool1d;
import io.lanewise.nn.MaxPool2d;
import io.lanewise.nn.MaxPool3d;
import io.lanewise.nn.Mish;
import io.lanewise.nn.Module;
import io.lanewise.nn.ModuleList;
import io.lanewise.nn.MultiheadAttention;
import io.lanewise.nn.Padding;
import io.lanewise.nn.RMSNorm;
import io.lanewise.nn.RNN;
import io.lanewise.nn.RNNCell;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.RecurrentLayer;
import io.lanewise.nn.RecurrentOptions;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.SiLU;
import io.lanewise.nn.Sigmoid;
import io.lanewise.nn.Softmax;
import io.lanewise.nn.Softplus;
import io.lanewise.nn.Tanh;
import io.lanewise.nn.Transformer;
import io.lanewise.nn.TransformerDecoder;
import io.lanewise.nn.TransformerDecoderLayer;
import io.lanewise.nn.TransformerEncoder;
import io.lanewise.nn.TransformerEncoderLayer;
import io.lanewise.nn.TransformerOptions;
import io.lanewise.nn.Upsample;
import io.lanewise.nn.functional.Resampling.Mode;
import io.lanewise.nn.functional.Shaping;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module of {@code nn} gives the same in ONNX Runtime, for other batches than the one it was exported with. */
class ExportedModulesTest {
    /** What has no forward. */
    private static final Set<Class<?>> NOT_EXPORTED = Set.of(ModuleList.class);

    private static final Generator RANDOM = new Generator(7);

    /** A module, its function, which axis of the inputs is the batch, and their sizes. */
    private record Case(Module module, Function<List<Tensor>, List<Tensor>> function, int batch, int[][] sizes) {
        @Override
        public String toString() {
            return module.toString().lines().findFirst().orElse("") + " of " + Shape.of(sizes[0]);
        }
    }

    private static Case batchFirst(Module module, int... sizes) {
        return new Case(module, in -> List.of(module.forward(in.getFirst())), 0, new int[][] {sizes});
    }

    private static Case lengthFirst(Module module, int... sizes) {
        return new Case(module, in -> List.of(module.forward(in.getFirst())), 1, new int[][] {sizes});
    }

    private static Case ofSeveral(
            Module module, int batch, Function<List<Tensor>, List<Tensor>> function, int[]... sizes) {
        return new Case(module, function, batch, sizes);
    }

    static Stream<Case> cases() {
        return Stream.of(simple(), windows(), norms(), sequences(), transformers())
                .flatMap(List::stream);
    }

    private static List<Case> simple() {
        var table = new Embedding(10, 4, RANDOM);
        return List.of(
                batchFirst(new Linear(4, 3, RANDOM), 2, 4),
                batchFirst(new Linear(4, 3, false, RANDOM), 2, 5, 4),
                batchFirst(new Linear(4, 3, RANDOM), 2, 5, 4),
                batchFirst(new Linear(5, 3, RANDOM).quantized(WeightFormat.I8), 2, 5),
                batchFirst(new Linear(5, 3, false, RANDOM).quantized(WeightFormat.F16), 2, 4, 5),
                batchFirst(new Linear(5, 3, RANDOM).quantized(WeightFormat.BF16), 2, 5),
                batchFirst(new ReLU(), 2, 9),
                batchFirst(new GELU(), 2, 9),
                batchFirst(new SiLU(), 2, 9),
                batchFirst(new Mish(), 2, 9),
                batchFirst(new Sigmoid(), 2, 9),
                batchFirst(new Tanh(), 2, 9),
                batchFirst(new Hardswish(), 2, 9),
                batchFirst(new ELU(0.7), 2, 9),
                batchFirst(new LeakyReLU(0.2), 2, 9),
                batchFirst(new Softplus(2, 1), 2, 9),
                batchFirst(new Softmax(-1), 2, 9),
                batchFirst(new Softmax(1), 2, 5, 3),
                batchFirst(new LogSoftmax(1), 2, 9),
                batchFirst(new Identity(), 2, 3),
                batchFirst(new Flatten(), 2, 3, 4),
                batchFirst(new Dropout(0.5, RANDOM), 2, 3),
                batchFirst(new Dropout1d(0.5, RANDOM), 2, 3, 4),
                batchFirst(new Dropout2d(0.5, RANDOM), 2, 3, 4, 4),
                batchFirst(new Dropout3d(0.5, RANDOM), 2, 3, 2, 2, 2),
                batchFirst(new Sequential(new Linear(4, 6, RANDOM), new ReLU(), new Linear(6, 2, RANDOM)), 2, 4),
                ofSeveral(
                        table,
                        0,
                        in -> List.of(table.forward(in.getFirst().mul(10).abs().to(DType.I64))),
                        new int[] {2, 5}));
    }

    private static List<Case> windows() {
        var uneven = new Window(new int[] {3, 2}, new int[] {2, 2}, new int[] {1, 0}, new int[] {1, 2}, true);
        return List.of(
                batchFirst(new Conv1d(3, 4, 3, 2, 1, RANDOM), 2, 3, 9),
                batchFirst(new Conv2d(3, 4, 3, RANDOM), 2, 3, 8, 7),
                batchFirst(new Conv2d(4, 6, Window.of(3, 3), 2, false, RANDOM), 2, 4, 8, 7),
                batchFirst(new Conv3d(2, 3, 2, 1, 1, RANDOM), 2, 2, 4, 5, 3),
                batchFirst(new ConvTranspose1d(3, 4, 3, 2, 1, RANDOM), 2, 3, 5),
                batchFirst(
                        new ConvTranspose2d(
                                4,
                                6,
                                new Window(
                                        new int[] {3, 3}, new int[] {2, 3}, new int[] {1, 0}, new int[] {1, 2}, false),
                                new int[] {1, 2},
                                2,
                                true,
                                RANDOM),
                        2,
                        4,
                        5,
                        4),
                batchFirst(new ConvTranspose3d(2, 3, 2, 2, 0, RANDOM), 2, 2, 3, 2, 3),
                batchFirst(new MaxPool1d(3, 2, 1), 2, 3, 8),
                batchFirst(new MaxPool2d(2), 2, 3, 7, 8),
                batchFirst(new MaxPool2d(uneven), 2, 3, 8, 9),
                batchFirst(new MaxPool3d(2), 2, 3, 4, 5, 4),
                batchFirst(new AvgPool1d(3, 2, 1), 2, 3, 8),
                batchFirst(new AvgPool2d(2), 2, 3, 6, 8),
                batchFirst(new AvgPool3d(2), 2, 3, 4, 4, 4),
                batchFirst(new AdaptiveAvgPool1d(3), 2, 3, 8),
                batchFirst(new AdaptiveAvgPool2d(1, 1), 2, 3, 6, 8),
                batchFirst(new AdaptiveAvgPool2d(2, 3), 2, 3, 5, 8),
                batchFirst(new AdaptiveAvgPool3d(2, 2, 1), 2, 3, 4, 4, 4),
                batchFirst(new AdaptiveMaxPool1d(3), 2, 3, 8),
                batchFirst(new AdaptiveMaxPool2d(2, 3), 2, 3, 5, 8),
                batchFirst(new AdaptiveMaxPool3d(2, 2, 1), 2, 3, 4, 4, 4),
                batchFirst(Padding.constant(0.5, 1, 2, 0, 3), 2, 3, 4, 5),
                batchFirst(Padding.of(Shaping.PadMode.REFLECT, 1, 2, 2, 0), 2, 3, 4, 5),
                batchFirst(Padding.of(Shaping.PadMode.CIRCULAR, 1, 2), 2, 3, 5),
                batchFirst(Upsample.byFactors(Mode.NEAREST, false, 2, 3), 2, 3, 4, 5),
                batchFirst(Upsample.byFactors(Mode.LINEAR, false, 2, 2), 2, 3, 4, 5),
                batchFirst(Upsample.toSizes(Mode.CUBIC, true, 7, 9), 2, 3, 4, 5));
    }

    private static List<Case> norms() {
        return List.of(
                batchFirst(new BatchNorm1d(3), 2, 3),
                batchFirst(new BatchNorm1d(3), 2, 3, 5),
                batchFirst(new BatchNorm2d(3), 2, 3, 4, 5),
                batchFirst(new BatchNorm3d(3), 2, 3, 2, 2, 2),
                batchFirst(new InstanceNorm1d(3), 2, 3, 5),
                batchFirst(new InstanceNorm2d(3, 1e-5, 0.1, true, true), 2, 3, 4, 5),
                batchFirst(new InstanceNorm3d(3, 1e-5, 0.1, true, false), 2, 3, 2, 2, 2),
                batchFirst(new GroupNorm(2, 6), 2, 6, 4, 5),
                batchFirst(new LayerNorm(8), 2, 3, 8),
                batchFirst(new LayerNorm(1e-5, false, 3, 8), 2, 3, 8),
                batchFirst(new RMSNorm(8), 2, 3, 8),
                batchFirst(new RMSNorm(1e-6, false, 8), 2, 8));
    }

    private static List<Case> sequences() {
        var deep = RecurrentOptions.of(4, 6).withLayers(2).withBidirectional(true);
        var lstm = new LSTM(deep.withProjSize(3), RANDOM);
        var cell = new LSTMCell(4, 6, RANDOM);
        var gruCell = new GRUCell(4, 6, RANDOM);
        return List.of(
                lengthFirst(new RNN(4, 6, RANDOM), 5, 2, 4),
                lengthFirst(new RNN(deep, RNN.Nonlinearity.RELU, RANDOM), 5, 2, 4),
                lengthFirst(new LSTM(4, 6, RANDOM), 5, 2, 4),
                batchFirst(new GRU(deep.withBatchFirst(true), RANDOM), 2, 5, 4),
                ofSeveral(
                        lstm,
                        1,
                        in -> {
                            var result = lstm.run(in.getFirst(), null);
                            var state = result.state();
                            return List.of(result.output(), state.hidden(), Objects.requireNonNull(state.cell()));
                        },
                        new int[] {3, 2, 4}),
                batchFirst(new RNNCell(4, 6, RANDOM), 2, 4),
                batchFirst(gruCell, 2, 4),
                ofSeveral(
                        gruCell, 0, in -> List.of(gruCell.forward(in.get(0), in.get(1))), new int[] {2, 4}, new int[] {
                            2, 6
                        }),
                ofSeveral(
                        cell,
                        0,
                        in -> List.of(cell.forward(in.get(0), new RecurrentLayer.State(in.get(1), in.get(2)))
                                .hidden()),
                        new int[] {2, 4},
                        new int[] {2, 6},
                        new int[] {2, 6}));
    }

    private static List<Case> transformers() {
        var options = TransformerOptions.of(8, 2).withFeedForward(12);
        var attention = new MultiheadAttention(
                MultiheadAttention.Options.of(8, 2)
                        .withAddBiasKv(true)
                        .withAddZeroAttn(true)
                        .withBatchFirst(true),
                RANDOM);
        var causal = new MultiheadAttention(8, 2, RANDOM);
        var transformer = new Transformer(options, 1, 1, RANDOM);
        var decoder = new TransformerDecoder(options, 2, null, RANDOM);
        var decoderLayer = new TransformerDecoderLayer(options.withNormFirst(true), RANDOM);
        return List.of(
                lengthFirst(new MultiheadAttention(8, 2, RANDOM), 5, 2, 8),
                ofSeveral(
                        attention,
                        0,
                        in -> {
                            var result = attention.forwardWithWeights(
                                    in.get(0), in.get(1), in.get(1), AttentionMask.NONE, true);
                            return List.of(result.output(), result.weights());
                        },
                        new int[] {2, 5, 8},
                        new int[] {2, 3, 8}),
                ofSeveral(
                        causal,
                        1,
                        in -> List.of(causal.forward(in.get(0), in.get(0), in.get(0), AttentionMask.CAUSAL)),
                        new int[] {5, 2, 8}),
                lengthFirst(new TransformerEncoderLayer(options, RANDOM), 5, 2, 8),
                batchFirst(new TransformerEncoder(options.withBatchFirst(true), 2, RANDOM), 2, 5, 8),
                ofSeveral(
                        decoder,
                        1,
                        in -> List.of(decoder.forward(in.get(0), in.get(1))),
                        new int[] {3, 2, 8},
                        new int[] {5, 2, 8}),
                ofSeveral(
                        decoderLayer,
                        1,
                        in -> List.of(
                                decoderLayer.forward(in.get(0), in.get(1), AttentionMask.CAUSAL, AttentionMask.NONE)),
                        new int[] {3, 2, 8},
                        new int[] {5, 2, 8}),
                ofSeveral(
                        transformer,
                        1,
                        in -> List.of(transformer.forward(in.get(0), in.get(1))),
                        new int[] {5, 2, 8},
                        new int[] {3, 2, 8}));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anExportedModuleRunsInOnnxRuntimeAndHere(Case exported) throws Exception {
        randomize(exported.module());
        exported.module().eval();
        var export = OnnxExport.ofLists(exported.function())
                .parameters(exported.module().stateDict());
        var examples = inputs(exported, 0);
        for (int i = 0; i < examples.size(); i++) {
            var name = examples.size() == 1 ? "input" : "input_" + i;
            export.dynamicAxis(name, exported.batch(), "batch");
        }
        var model = Exported.of(export, examples.toArray(Tensor[]::new));
        for (int more : List.of(-1, 0, 3)) {
            model.agreesWith(exported.function(), inputs(exported, more));
        }
        assertThat(model.initializers())
                .containsAll(exported.module().namedParameters().keySet());
    }

    private static List<Tensor> inputs(Case exported, int more) {
        var inputs = new ArrayList<Tensor>();
        for (var sizes : exported.sizes()) {
            var longer = sizes.clone();
            longer[exported.batch()] += more;
            inputs.add(Exported.uniform(RANDOM, longer));
        }
        return inputs;
    }

    /** Fresh norms and biases are ones and zeros, which would hide mistakes. */
    private static void randomize(Module module) {
        var state = new HashMap<>(module.stateDict());
        state.replaceAll((name, tensor) -> tensor.dtype() != DType.F32
                ? tensor
                : name.endsWith("running_var")
                        ? RANDOM.uniform(tensor.shape(), 0.5, 2, tensor.dtype())
                        : RANDOM.uniform(tensor.shape(), -0.7, 0.7, tensor.dtype()));
        module.loadStateDict(state);
    }

    @Test
    void noModuleIsLeftOut() throws Exception {
        var tested = cases().map(each -> each.module().getClass()).collect(Collectors.toSet());
        var missing = new TreeSet<String>();
        for (var type : modules()) {
            if (!tested.contains(type) && !NOT_EXPORTED.contains(type)) {
                missing.add(type.getSimpleName());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Class<?>> modules() throws IOException, URISyntaxException, ClassNotFoundException {
        var place = Path.of(
                Module.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var modules = new ArrayList<Class<?>>();
        try (var jar = Files.isDirectory(place) ? null : FileSystems.newFileSystem(place)) {
            var root = jar == null ? place : jar.getPath("/");
            try (var files = Files.list(root.resolve("io/lanewise/nn"))) {
                for (var file : files.map(each -> each.getFileName().toString()).toList()) {
                    if (file.endsWith(".class") && !file.contains("-") && !file.contains("$")) {
                        modules.add(Class.forName("io.lanewise.nn." + file.replace(".class", "")));
                    }
                }
            }
        }
        modules.removeIf(type -> !Module.class.isAssignableFrom(type)
                || Modifier.isAbstract(type.getModifiers())
                || !Modifier.isPublic(type.getModifiers())
                || type.getSimpleName().equals("Activation"));
        assertThat(modules).hasSizeGreaterThan(50);
        return modules;
    }
}
