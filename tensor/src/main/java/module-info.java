/** Tensors: strided views on storage, operations as data, the CPU backend, random numbers, printing, files. */
module io.lanewise.tensor {
    requires static org.jspecify;
    requires transitive io.lanewise.expr;
    requires io.lanewise.kernels;
    requires com.fasterxml.jackson.core;

    exports io.lanewise.tensor;
    exports io.lanewise.tensor.io;
    exports io.lanewise.tensor.random;
    exports io.lanewise.tensor.cpu to
            io.lanewise.graph;

    uses io.lanewise.tensor.Differentiator;
    uses io.lanewise.tensor.Backend;
}
