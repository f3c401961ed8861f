/** Image data sets: IDX files and an embedded subset of Fashion-MNIST. */
module io.lanewise.datasets {
    requires static org.jspecify;
    requires transitive io.lanewise.nn;
    requires io.lanewise.kernels;

    exports io.lanewise.datasets;
}
