package io.lanewise.nn;

import io.lanewise.nn.functional.Resampling;
import io.lanewise.nn.functional.Resampling.Mode;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;

/** Other sizes of the dimensions of space of [n, channels, space...], by factors or as given. */
public final class Upsample extends Module {
    private final int[] sizes;
    private final double[] factors;
    private final Mode mode;
    private final boolean alignCorners;

    private Upsample(int[] sizes, double[] factors, Mode mode, boolean alignCorners) {
        this.sizes = sizes;
        this.factors = factors;
        this.mode = mode;
        this.alignCorners = alignCorners;
    }

    /** Sizes times factors, one for each dimension of space, rounded down. */
    public static Upsample byFactors(Mode mode, boolean alignCorners, double... factors) {
        for (double factor : factors) {
            if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("Upsample: a factor is " + factor + "; expected more than 0");
            }
        }
        return new Upsample(new int[0], factors.clone(), mode, alignCorners);
    }

    /** To these sizes of the dimensions of space. */
    public static Upsample toSizes(Mode mode, boolean alignCorners, int... sizes) {
        for (int size : sizes) {
            Init.atLeast("Upsample", "size", size, 1);
        }
        return new Upsample(sizes.clone(), new double[sizes.length], mode, alignCorners);
    }

    @Override
    public Tensor forward(Tensor input) {
        Spatial.check("Upsample", input, factors.length, false);
        int[] wanted = sizes.clone();
        if (sizes.length == 0) {
            wanted = new int[factors.length];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = (int) (input.size(2 + i) * factors[i]);
            }
        }
        return Resampling.resize(input, mode, alignCorners, wanted, factors);
    }

    @Override
    protected String describe() {
        String to = sizes.length == 0 ? "factors=" + Arrays.toString(factors) : "sizes=" + Arrays.toString(sizes);
        return to + ", mode=" + mode + ", alignCorners=" + alignCorners;
    }
}
