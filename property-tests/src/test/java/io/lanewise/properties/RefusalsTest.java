package io.lanewise.properties;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lanewise.nn.Loss.Reduction;
import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.nn.functional.Convolution;
import io.lanewise.nn.functional.Normalization;
import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Shaping;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Interpolation;
import io.lanewise.tensor.Linalg;
import io.lanewise.tensor.Sampling;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that do not fit are refused, by the operation's name, with what was given and what was expected. */
class RefusalsTest {
    private static final Tensor X = Tensor.zeros(3, 4);

    @ParameterizedTest
    @MethodSource({"pieces", "products", "layers"})
    void whatDoesNotFitIsRefused(Runnable call, String message) {
        assertThatThrownBy(call::run).hasMessage(message);
    }

    private static Arguments refusal(Runnable call, String message) {
        return arguments(call, message);
    }

    static Stream<Arguments> pieces() {
        return Stream.of(
                refusal(
                        () -> X.split(new int[] {1, 1}, 0),
                        "split: the sizes [1, 1] do not sum up to size 3 of dimension 0 of [3, 4]"),
                refusal(() -> X.split(0, 0), "split: the pieces' size must be positive, not 0"),
                refusal(() -> X.vsplit(2), "vsplit: size 3 of [3, 4] does not divide into 2 equal pieces"),
                refusal(() -> X.select(0, 0).vsplit(2), "vsplit: expected at least 2 dimensions, got [4]"),
                refusal(() -> X.chunk(0, 0), "chunk: expected a positive number of chunks, not 0"),
                refusal(() -> Tensor.zeros(1, 2, 3).diag(0), "diag: expected a vector or a matrix, got [1, 2, 3]"),
                refusal(
                        () -> X.asStrided(new int[] {4, 4}, new int[] {4, 1}, 0),
                        "asStrided: [4, 4] with strides [4, 1] and offset 0 leaves the storage of 12 elements"),
                refusal(
                        () -> X.quantile(1.5, 0, false, Interpolation.LINEAR),
                        "quantile: expected q between 0 and 1, not 1.5"),
                refusal(() -> X.to(DType.I32).norm(2, false), "norm: expected a float tensor, not i32"),
                refusal(() -> Tensors.meshgrid(List.of(X), false), "meshgrid: expected vectors, got [3, 4]"));
    }

    static Stream<Arguments> products() {
        return Stream.of(
                refusal(
                        () -> Linalg.lstsq(X, Tensor.zeros(4, 1)),
                        "lstsq: f32 [3, 4] and right sides f32 [4, 1] do not match: expected as many rows of the same"
                                + " type"),
                refusal(
                        () -> Linalg.householderProduct(X, Tensor.zeros(3)),
                        "householderProduct: vectors [3, 4] and scales [3] do not match; expected [..., m, n] with"
                                + " m >= n, and [..., k] with k <= n"),
                refusal(() -> X.mv(X), "mv: expected 2 and 1 dimensions, got [3, 4] and [3, 4]"),
                refusal(
                        () -> X.tensordot(X, new int[] {0}, new int[] {1}),
                        "tensordot: [3, 4] and [3, 4] do not match at axes [0] and [1]"),
                refusal(() -> X.cross(X, 1), "cross: expected size 3 at dimension 1, got [3, 4] and [3, 4]"),
                refusal(() -> Tensors.einsum("ij,jk->ik", X), "einsum: \"ij,jk->ik\" names 2 operands, got 1"),
                refusal(
                        () -> Tensors.einsum("ij,ij->k", X, X),
                        "einsum: \"ij,ij->k\" has an output label that is not among the inputs, or twice"),
                refusal(
                        () -> Tensors.einsum("ij,jk->ik", X, X),
                        "einsum: \"ij,jk->ik\" gives one label the sizes 4 and 3"),
                refusal(() -> Linalg.inv(X), "inv: expected square matrices, got [3, 4]"),
                refusal(
                        () -> Linalg.solve(Tensor.eye(3, 3, X.dtype()), X.t()),
                        "solve: [3, 3] and right sides [4, 3] do not match"));
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                refusal(
                        () -> Sampling.gridSample(
                                Tensor.zeros(1, 2, 3, 4), X, Sampling.Mode.LINEAR, Sampling.Padding.ZEROS, false),
                        "gridSample: x [1, 2, 3, 4] and a grid [3, 4] do not match; expected [n, channels, space...]"
                                + " and [n, out..., axes of space]"),
                refusal(
                        () -> Sampling.gridSample(
                                Tensor.zeros(1, 2, 0),
                                Tensor.zeros(1, 5, 1),
                                Sampling.Mode.LINEAR,
                                Sampling.Padding.ZEROS,
                                false),
                        "gridSample: expected a float grid and elements to take from, got a grid of f32 and x"
                                + " [1, 2, 0]"),
                refusal(
                        () -> Sampling.affineGrid(X, false, 5, 5),
                        "affineGrid: maps [3, 4] for 2 sizes of space; expected [n, 2, 3] for 2, or [n, 3, 4] for 3"),
                refusal(() -> Shaping.glu(X, 0), "glu: size 3 of dimension 0 of [3, 4] is odd"),
                refusal(() -> Shaping.pad(X, Shaping.PadMode.REFLECT, 4, 0), "pad: REFLECT of 4 and 0 around size 4"),
                refusal(
                        () -> Pooling.max(X, Window.of(5)),
                        "window: 5 elements 1 apart do not fit size 4 with padding 0"),
                refusal(
                        () -> Window.of(0),
                        "window: kernel, stride and dilation must be positive, padding 0 or more; got 0, 0, 1 and 0"),
                refusal(
                        () -> Convolution.convolve(X, Tensor.zeros(2, 5, 2), null, Window.of(2), 1),
                        "convolve: input [3, 4] and weight [2, 5, 2] with 1 groups do not match: expected 5 channels"
                                + " and 1 dimensions of space"),
                refusal(
                        () -> Normalization.layerNorm(X, Shape.of(3), null, null, 1e-5),
                        "layerNorm: input [3, 4] does not end in [3]"),
                refusal(
                        () -> Normalization.groupNorm(X, 3, null, null, 1e-5),
                        "groupNorm: the channels of [3, 4] do not divide into 3"),
                refusal(
                        () -> ClassLosses.nll(X, Tensor.of(1L, 2L), null, -100, Reduction.MEAN),
                        "classLoss: scores [3, 4] and classes [2]; expected [n, classes, ...] and [n, ...],"
                                + " or [classes] and []"));
    }
}
