package io.lanewise.kernels.product;

import static io.lanewise.kernels.product.Matrices.multiply;
import static io.lanewise.kernels.product.Matrices.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.product.Matrices.Layout;
import io.lanewise.kernels.product.Matrices.Matrix;
import java.lang.reflect.Array;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PanelSourceTest {
    private static final int[][] SHAPES = {
        {1, 1, 1}, {1, 70, 300}, {70, 1, 300}, {7, 65, 21}, {13, 131, 257}, {64, 80, 0}, {9, 600, 40}, {240, 70, 300}
    };

    /** Packs a matrix's rows, and spoils what a source may spoil. */
    private static PanelSource source(Product product, Matrix rows) {
        return (k0, kc, from, until, to, offset, step) -> {
            for (int k = 0; k < kc; k++) {
                for (int i = from; i < until; i++) {
                    Matrices.put(to, offset + k * step + i - from, rows.get(i, k0 + k));
                }
                for (int lane = 0; lane < product.lanes; lane++) {
                    Matrices.put(to, offset + k * step + until - from + lane, 9);
                }
            }
        };
    }

    private static Matrix transposed(Matrix m) {
        return new Matrix(m.type(), m.columns(), m.rows(), m.array(), m.offset(), m.column(), m.row());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void anOperandThatWritesItsOwnPanelsGivesTheSameBitsAsAStoredOne(ElementType type) {
        for (int[] shape : SHAPES) {
            Matrix a = random(type, shape[0], shape[2], Layout.ROWS, 1);
            Matrix b = random(type, shape[2], shape[1], Layout.COLUMNS, 2);
            for (Product product : Matrices.products(type)) {
                Object expected = multiply(product, a, b);
                Object left = Matrices.array(type, Array.getLength(expected));
                Object right = Matrices.array(type, Array.getLength(expected));
                product.run(ProductCall.left(
                        shape[0],
                        shape[1],
                        shape[2],
                        source(product, a),
                        b.array(),
                        b.offset(),
                        b.row(),
                        b.column(),
                        null,
                        left,
                        2,
                        shape[1] + 1,
                        Epilogue.STORE));
                product.run(ProductCall.right(
                        shape[0],
                        shape[1],
                        shape[2],
                        a.array(),
                        a.offset(),
                        a.row(),
                        a.column(),
                        source(product, transposed(b)),
                        right,
                        2,
                        shape[1] + 1,
                        Epilogue.STORE));
                assertThat(left).isEqualTo(expected);
                assertThat(right).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void aBiasOfRowsIsTheBiasOfColumnsOfTheTransposedProduct(ElementType type) {
        for (int[] shape : SHAPES) {
            Matrix a = random(type, shape[0], shape[2], Layout.ROWS, 1);
            Matrix b = random(type, shape[2], shape[1], Layout.ROWS, 2);
            Matrix bias = random(type, 1, shape[0], Layout.ROWS, 3);
            for (Product product : Matrices.products(type)) {
                Object rows = multiply(product, a, b, Epilogue.biasOfRows(bias.array(), bias.offset()), 0.5);
                Object columns =
                        multiply(product, transposed(b), transposed(a), Epilogue.bias(bias.array(), bias.offset()), 0);
                Object turned = Matrices.array(type, Array.getLength(rows));
                Matrices.fill(turned, 0.5);
                product.tiles.pack(shape[0], shape[1], columns, 2, 1, shape[0] + 1, turned, 2, shape[1] + 1);
                assertThat(turned).isEqualTo(rows);
            }
        }
    }
}
