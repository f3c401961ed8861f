/** Functions of tensors as graphs of operations: captured, optimized, planned, replayed. */
module io.lanewise.graph {
    requires static org.jspecify;
    requires transitive io.lanewise.tensor;
    requires io.lanewise.kernels;

    exports io.lanewise.graph;
}
