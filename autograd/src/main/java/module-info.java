/** Reverse-mode differentiation of tensor operations, and checks of derivatives. */
module io.lanewise.autograd {
    requires static org.jspecify;
    requires transitive io.lanewise.tensor;

    exports io.lanewise.autograd;

    provides io.lanewise.tensor.Differentiator with
            io.lanewise.autograd.ReverseMode;
}
