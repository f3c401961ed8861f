package io.lanewise.kernels.product;

import io.lanewise.kernels.MapKernel;
import org.jspecify.annotations.Nullable;

/**
 * What a matrix product does with its sums beside storing them: {@code c = activation(sums + bias)}, or {@code c += sums}.
 *
 * @param accumulate whether the sums are added to what the output holds
 * @param bias an array with an element for each column, added to every row, or for each row; null for none
 * @param biasOffset where the bias begins in its array
 * @param ofRows whether the bias has an element for each row
 * @param activation a dense kernel of one operand, applied last; null for none
 * @param params the activation's scalar attributes
 */
public record Epilogue(
        boolean accumulate,
        @Nullable Object bias,
        int biasOffset,
        boolean ofRows,
        @Nullable MapKernel activation,
        double[] params) {
    private static final double[] NO_PARAMS = {};

    /** The sums alone. */
    public static final Epilogue STORE = new Epilogue(false, null, 0, false, null, NO_PARAMS);

    /** The sums added to what the output holds. */
    public static final Epilogue ACCUMULATE = new Epilogue(true, null, 0, false, null, NO_PARAMS);

    public Epilogue {
        if (accumulate && bias != null) {
            throw new IllegalArgumentException("matmul: a product is accumulated or gets a bias, not both");
        }
    }

    /** The sums plus a bias for each column. */
    public static Epilogue bias(Object bias, int offset) {
        return new Epilogue(false, bias, offset, false, null, NO_PARAMS);
    }

    /** The sums plus a bias for each row. */
    public static Epilogue biasOfRows(Object bias, int offset) {
        return new Epilogue(false, bias, offset, true, null, NO_PARAMS);
    }

    /** This, and then a function of each element. */
    public Epilogue then(MapKernel function, double... params) {
        return new Epilogue(accumulate, bias, biasOffset, ofRows, function, params);
    }

    /** The same for the transposed product. */
    public Epilogue transposed() {
        return bias == null ? this : new Epilogue(accumulate, bias, biasOffset, !ofRows, activation, params);
    }

    /** The same for the columns, or rows, from the i-th on. */
    public Epilogue from(int i) {
        return bias == null ? this : new Epilogue(accumulate, bias, biasOffset + i, ofRows, activation, params);
    }

    public void activate(Object c, int offset, int n) {
        if (activation != null) {
            activation.run(c, offset, 1, null, 0, 0, null, 0, 0, null, 0, 0, c, offset, 1, n, params);
        }
    }
}
