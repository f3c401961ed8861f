/** Models in ONNX files: read, checked, run on Lanewise's tensors, and written. */
module io.lanewise.onnx {
    requires static org.jspecify;
    requires transitive io.lanewise.tensor;
    requires io.lanewise.graph;
    requires io.lanewise.kernels;
    requires jdk.jfr;

    exports io.lanewise.onnx;
}
