package io.lanewise.onnx.operators;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;

/** The places of a grid under an affine map, for GridSample. Jaderberg et al., "Spatial Transformer Networks", 2015. */
final class AffineGrid {
    private AffineGrid() {}

    /** Inputs maps [n, rank, rank + 1] and the sizes [n, channels, space…]: places [n, space…, rank], from -1 to 1. */
    static Tensor grid(Call call) {
        var maps = call.x();
        int[] sizes = call.wholes(1);
        int rank = sizes.length - 2;
        if (rank < 2 || rank > 3 || maps.dim() != 3 || maps.size(1) != rank || maps.size(2) != rank + 1) {
            throw new IllegalArgumentException("maps " + maps.shape() + " for " + sizes.length
                    + " sizes; expected [n, 2, 3] for 4, or [n, 3, 4] for 5");
        }
        var space = Shape.of(sizes).slice(2, sizes.length);
        boolean corners = call.flag("align_corners", false);
        int elements = space.elements();
        var places = new double[elements * (rank + 1)];
        for (int i = 0; i < elements; i++) {
            int rest = i;
            for (int d = rank - 1; d >= 0; d--) { // the last axis of space comes first
                places[i * (rank + 1) + rank - 1 - d] = place(rest % sizes[2 + d], sizes[2 + d], corners);
                rest /= sizes[2 + d];
            }
            places[i * (rank + 1) + rank] = 1;
        }
        var grid = Tensor.of(places).to(maps.dtype()).reshape(elements, rank + 1);
        return grid.matmul(maps.transpose(1, 2))
                .reshape(Shape.of(maps.size(0)).concat(space).concat(Shape.of(rank)));
    }

    private static double place(int i, int size, boolean corners) {
        if (corners) {
            return size == 1 ? 0 : 2.0 * i / (size - 1) - 1;
        }
        return (2.0 * i + 1) / size - 1;
    }
}
