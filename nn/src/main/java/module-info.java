/** Modules, losses, optimizers, data loading, checkpoints. */
module io.lanewise.nn {
    requires static org.jspecify;
    requires transitive io.lanewise.tensor;
    requires io.lanewise.autograd;

    exports io.lanewise.nn;
    exports io.lanewise.nn.data;
    exports io.lanewise.nn.functional;
    exports io.lanewise.nn.optim;
}
