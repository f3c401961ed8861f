package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Array;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransposesTest {
    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 63, 64, 65, 100};

    @ParameterizedTest
    @ValueSource(classes = {float.class, double.class, int.class, long.class})
    void eachElementComesFromTheOtherSideOfTheDiagonal(Class<?> carrier) {
        assumeTrue(Cpu.simd());
        for (int rows : SIZES) {
            for (int columns : SIZES) {
                check(carrier, rows, columns, rows + 3, columns + 2);
            }
        }
    }

    /** Nothing beside the target's rows is touched. */
    private static void check(Class<?> carrier, int rows, int columns, int ld, int ldTo) {
        var from = Array.newInstance(carrier, 5 + columns * ld);
        for (int i = 0; i < Array.getLength(from); i++) {
            put(from, i, i + 1);
        }
        var to = Array.newInstance(carrier, 3 + rows * ldTo);
        var scalar = Array.newInstance(carrier, 3 + rows * ldTo);
        var expected = Array.newInstance(carrier, 3 + rows * ldTo);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                Array.set(expected, 3 + r * ldTo + c, Array.get(from, 5 + c * ld + r));
            }
        }
        Transposes.run(from, 5, ld, to, 3, ldTo, rows, columns);
        assertThat(to).as("%d x %d", rows, columns).isEqualTo(expected);
        Transposes.scalars(from, 5, ld, scalar, 3, ldTo, rows, columns);
        assertThat(scalar).as("%d x %d", rows, columns).isEqualTo(expected);
    }

    private static void put(Object array, int i, int value) {
        switch (array) {
            case float[] x -> x[i] = value;
            case double[] x -> x[i] = value;
            case int[] x -> x[i] = value;
            case long[] x -> x[i] = value;
            default -> throw new AssertionError();
        }
    }
}
