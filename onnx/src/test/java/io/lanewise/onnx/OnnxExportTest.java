package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.AdaptiveAvgPool2d;
import io.lanewise.nn.AttentionMask;
import io.lanewise.nn.BatchNorm2d;
import io.lanewise.nn.Conv2d;
import io.lanewise.nn.ConvTranspose2d;
import io.lanewise.nn.CrossEntropyLoss;
import io.lanewise.nn.Dropout;
import io.lanewise.nn.Flatten;
import io.lanewise.nn.LSTM;
import io.lanewise.nn.Linear;
import io.lanewise.nn.MaxPool2d;
import io.lanewise.nn.MultiheadAttention;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.TransformerEncoder;
import io.lanewise.nn.TransformerOptions;
import io.lanewise.nn.optim.SGD;
import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.ModelWriter;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
    @TempDir
    private Path folder;

    private final Generator random = new Generator(1);
    private final Sequential network =
            new Sequential(new Flatten(), new Linear(12, 8, random), new ReLU(), new Linear(8, 3, random));

    @Test
    void aTrainedNetworkRunsInOnnxRuntimeAndHere() throws Exception {
        train();
        var file = folder.resolve("model.onnx");
        OnnxExport.of(network::forward)
                .parameters(network.stateDict())
                .inputs("images")
                .outputs("logits")
                .dynamicAxis("images", 0, "batch")
                .write(file, Tensor.zeros(1, 3, 4));

        Exported.of(Files.readAllBytes(file)).agreesWith(network::forward, Exported.uniform(random, 5, 3, 4));
        var graph = ModelReader.read(file).graph();
        assertThat(graph.initializers().keySet()).contains("1.weight", "1.bias", "3.weight", "3.bias");
        assertThat(graph.inputs().getFirst().describe()).isEqualTo("FLOAT [batch, 3, 4]");
        assertThat(graph.outputs().getFirst().describe()).isEqualTo("FLOAT [batch, 3]");
        assertThat(graph.nodes().stream().map(OnnxNode::operator)).containsExactly("Reshape", "Gemm", "Relu", "Gemm");
        assertThat(graph.nodes().getLast().outputs()).containsExactly("logits");
    }

    private void train() {
        var optimizer = new SGD(network.parameters(), 0.1);
        var criterion = new CrossEntropyLoss();
        for (int i = 0; i < 5; i++) {
            var loss = criterion.forward(
                    network.forward(Exported.uniform(random, 16, 3, 4)), random.randint(0, 3, Shape.of(16), DType.I64));
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
        }
    }

    @Test
    void whatIsWrittenIsReadAsItWas() throws IOException {
        var encoder = new TransformerEncoder(TransformerOptions.of(8, 2), 2, random);
        encoder.eval();
        var written = ModelWriter.message(OnnxExport.of(encoder::forward).file(Tensor.zeros(5, 2, 8)))
                .toBytes();
        var read = ModelReader.read(Path.of("model.onnx"), written);
        assertThat(ModelWriter.message(read).toBytes()).isEqualTo(written);
    }

    @Test
    void batchAndLengthMayBothStayOpen() throws Exception {
        var encoder = new TransformerEncoder(
                TransformerOptions.of(8, 2).withBatchFirst(true).withFeedForward(12), 2, random);
        var heads = new MultiheadAttention(MultiheadAttention.Options.of(8, 2).withBatchFirst(true), random);
        encoder.eval();
        UnaryOperator<Tensor> function = x -> {
            var h = encoder.forward(x);
            return heads.forward(h, h, h, AttentionMask.CAUSAL).mean(1);
        };
        var export = OnnxExport.of(function).dynamicAxis("input", 0, "batch").dynamicAxis("input", 1, "length");
        var model = Exported.of(export, Tensor.zeros(2, 4, 8));
        for (var sizes : List.of(new int[] {1, 1, 8}, new int[] {3, 7, 8}, new int[] {7, 3, 8})) {
            model.agreesWith(function, Exported.uniform(random, sizes));
        }
    }

    @Test
    void picturesMayHaveAnySize() throws Exception {
        var layers = new Sequential(
                new Conv2d(3, 4, 3, 2, 1, random),
                new BatchNorm2d(4),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(4, 5, 1, random),
                new AdaptiveAvgPool2d(1, 1),
                new Flatten());
        layers.eval();
        var export = OnnxExport.of(layers::forward)
                .dynamicAxis("input", -2, "height")
                .dynamicAxis("input", -1, "width");
        var model = Exported.of(export, Tensor.zeros(1, 3, 16, 16));
        model.agreesWith(layers::forward, Exported.uniform(random, 1, 3, 9, 23));
        model.agreesWith(layers::forward, Exported.uniform(random, 1, 3, 32, 17));
    }

    @Test
    void severalInputsAndOutputsHaveNames() throws Exception {
        var export = OnnxExport.ofLists(in -> List.of(in.get(0).add(in.get(1)), in.get(1), in.get(0)))
                .outputs("sum", "same", "other");
        var model = Exported.of(export, Tensor.zeros(2), Tensor.zeros(2));
        model.agreesWith(
                in -> List.of(in.get(0).add(in.get(1)), in.get(1), in.get(0)),
                List.of(Tensor.of(1f, 2f), Tensor.of(3f, 4f)));
        assertThatThrownBy(() -> export.outputs("sum").file(Tensor.zeros(2), Tensor.zeros(2)))
                .isInstanceOf(OnnxException.class)
                .hasMessage("export: there are 3 outputs, but the names [sum]");
        assertThatThrownBy(
                        () -> export.inputs("a", "sum").outputs("sum", "b", "c").file(Tensor.zeros(2), Tensor.zeros(2)))
                .hasMessage("export: inputs [a, sum] and outputs [sum, b, c] need a name of their own each");
    }

    @Test
    void aSharedParameterIsWrittenOnce() {
        var weight = new Linear(4, 4, false, random);
        var twice = OnnxExport.of(x -> weight.forward(weight.forward(x)))
                .parameters(weight.stateDict())
                .file(Tensor.zeros(1, 4));
        assertThat(twice.graph().initializers().keySet()).containsExactly("weight");
    }

    // What is refused

    @Test
    void whatAGraphCannotHoldIsRefused() {
        assertThatThrownBy(
                        () -> OnnxExport.of(new Dropout(0.5, random)::forward).file(Tensor.zeros(2, 3)))
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith("export: compile: a generator draws random numbers, which a graph cannot hold");
    }

    @Test
    void aLoopOverAnOpenAxisIsRefused() {
        var layer = new LSTM(4, 6, random);
        assertThatThrownBy(() -> OnnxExport.of(layer::forward)
                        .dynamicAxis("input", 0, "length")
                        .file(Tensor.zeros(3, 2, 4)))
                .isInstanceOf(OnnxException.class)
                .hasMessageMatching("export: axis 'length' cannot change, since the function runs other operations when"
                        + " it is 7 instead of 3: \\d+ operations become \\d+");
    }

    @Test
    void operationsThatOnnxDoesNotHaveAreNamed() {
        assertThatThrownBy(() -> OnnxExport.of(x -> Engine.run(new Op.SoftmaxGrad(), x, x))
                        .file(Tensor.zeros(2, 3)))
                .isInstanceOf(OnnxException.class)
                .hasMessage("export: softmaxGrad of f32 [2, 3], f32 [2, 3]: ONNX has no operators of training");
        assertThatThrownBy(() -> OnnxExport.of(x -> x.cumprod(0)).file(Tensor.zeros(2, 3)))
                .hasMessage("export: cumprod of f32 [2, 3]: ONNX has no operator for Scan[kind=PROD, axis=0]");
    }

    @Test
    void sizesThatAreNoProductOfOpenAxesAreRefused() {
        assertThatThrownBy(() -> OnnxExport.of(
                                x -> x.narrow(0, 1, x.size(0) - 1).unsqueeze(0).expand(2, x.size(0) - 1))
                        .dynamicAxis("input", 0, "length")
                        .file(Tensor.zeros(5)))
                .isInstanceOf(OnnxException.class)
                .hasMessage("export: expand of f32 [1, 4]: it needs a size that is no product of the axes that may"
                        + " change: [length]");
    }

    @Test
    void axesAndSizesThatDoNotFitAreRefused() {
        var export = OnnxExport.of(x -> x.relu());
        assertThatThrownBy(() -> export.dynamicAxis("image", 0, "batch").file(Tensor.zeros(2)))
                .hasMessage("export: there is no input 'image' among [input]");
        assertThatThrownBy(() -> OnnxExport.of(x -> x.add(Tensor.of(1f, 2f)))
                        .dynamicAxis("input", 0, "batch")
                        .file(Tensor.zeros(2)))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("cannot be broadcast");
    }

    @Test
    void aModelThatIsTooLargeIsNotBegun() {
        // One element, seen as 2^29 of them.
        var huge = Tensor.zeros(1).expand(1 << 29);
        assertThatThrownBy(() -> OnnxExport.of(x -> x.add(huge)).write(folder.resolve("model.onnx"), Tensor.zeros(1)))
                .isInstanceOf(OnnxException.class)
                .hasMessageMatching(
                        "export: the model has 2147483\\d{3} bytes; protocol buffers have at most 2\\^31 - 1");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void transposedConvolutionsFollowTheirInput() throws Exception {
        var layer = new ConvTranspose2d(2, 3, 3, 2, 1, random);
        var export = OnnxExport.of(layer::forward).dynamicAxis("input", 3, "width");
        Exported.of(export, Tensor.zeros(1, 2, 4, 4)).agreesWith(layer::forward, Exported.uniform(random, 1, 2, 4, 9));
    }
}
