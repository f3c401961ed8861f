package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Samples;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Matrices in every layout, and the product's oracle, for the tests of {@link MatMul}. */
public final class Matrices {
    private Matrices() {}

    /** How a matrix lies in its array. */
    public enum Layout {
        ROWS,
        COLUMNS,
        STRIDED
    }

    /** A matrix in an array of its type; element [i, j] is at offset + i·row + j·column. */
    public record Matrix(ElementType type, int rows, int columns, Object array, int offset, int row, int column) {
        double get(int i, int j) {
            return Array.getDouble(array, offset + i * row + j * column);
        }

        void set(int i, int j, double value) {
            put(array, offset + i * row + j * column, value);
        }
    }

    public static Matrix random(ElementType type, int rows, int columns, Layout layout, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int row = layout == Layout.ROWS ? columns + 3 : layout == Layout.COLUMNS ? 1 : 2 * columns + 1;
        int column = layout == Layout.ROWS ? 1 : layout == Layout.COLUMNS ? rows + 3 : 2;
        int size = 5 + Math.max(0, rows) * row + Math.max(0, columns) * column;
        Object array = array(type, size);
        fill(array, Double.NaN);
        Matrix matrix = new Matrix(type, rows, columns, array, 5, row, column);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, random.nextDouble(-1, 1));
            }
        }
        return matrix;
    }

    public static Object array(ElementType type, int n) {
        return Array.newInstance(type.carrier(), n);
    }

    public static void fill(Object array, double value) {
        switch (array) {
            case float[] floats -> Arrays.fill(floats, (float) value);
            case double[] doubles -> Arrays.fill(doubles, value);
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }

    public static void put(Object array, int i, double value) {
        switch (array) {
            case float[] floats -> floats[i] = (float) value;
            case double[] doubles -> doubles[i] = value;
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }

    /** The product by the tiles for vectors of so many bits in so many registers; zeros for scalar ones. */
    public static Product product(ElementType type, int bits, int registers) {
        return new Product(type, TileTable.of(type, bits, registers));
    }

    /** The product by every set of tiles that this machine can run, scalar first. */
    public static List<Product> products(ElementType type) {
        int widest = Samples.widestVectors();
        return Stream.of(
                        new int[] {0, 0},
                        new int[] {128, 16},
                        new int[] {128, 32},
                        new int[] {256, 16},
                        new int[] {256, 32},
                        new int[] {512, 32})
                .filter(tiles -> tiles[0] <= widest)
                .map(tiles -> product(type, tiles[0], tiles[1]))
                .toList();
    }

    /** a·b with the given epilogue, into a fresh output whose rows are one element apart. */
    public static Object multiply(Product product, Matrix a, Matrix b, Epilogue epilogue, double before) {
        Object c = array(a.type(), a.rows() * (b.columns() + 1) + 2);
        fill(c, before);
        multiply(product, a, b, c, epilogue);
        return c;
    }

    public static Object multiply(Product product, Matrix a, Matrix b) {
        return multiply(product, a, b, Epilogue.STORE, 0);
    }

    public static void multiply(Product product, Matrix a, Matrix b, Object c, Epilogue epilogue) {
        product.run(new ProductCall(
                a.rows(),
                b.columns(),
                a.columns(),
                a.array(),
                a.offset(),
                a.row(),
                a.column(),
                b.array(),
                b.offset(),
                b.row(),
                b.column(),
                null,
                c,
                2,
                b.columns() + 1,
                epilogue));
    }

    /** For each element of a·b, in double, the sum of the products and the sum of their absolute values. */
    public static double[][][] oracle(Matrix a, Matrix b) {
        double[][][] result = new double[a.rows()][b.columns()][2];
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < b.columns(); j++) {
                for (int t = 0; t < a.columns(); t++) {
                    double product = a.get(i, t) * b.get(t, j);
                    result[i][j][0] += product;
                    result[i][j][1] += Math.abs(product);
                }
            }
        }
        return result;
    }
}
