/** The generated kernels, and the little runtime they need: CPU capabilities, threads, arrays. */
module io.lanewise.kernels {
    requires static org.jspecify;
    requires transitive io.lanewise.expr;
    requires jdk.incubator.vector;
    requires jdk.management;

    exports io.lanewise.kernels;
    exports io.lanewise.kernels.attention;
    exports io.lanewise.kernels.convolution;
    exports io.lanewise.kernels.fused;
    exports io.lanewise.kernels.product;
}
