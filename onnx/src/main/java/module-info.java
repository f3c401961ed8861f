/** Pretrained models in ONNX files: read, checked, run on Lanewise's tensors. */
module io.lanewise.onnx {
    requires static org.jspecify;
    requires transitive io.lanewise.tensor;
    requires io.lanewise.graph;

    exports io.lanewise.onnx;
}
