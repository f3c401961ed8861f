package io.lanewise.nn;

import io.lanewise.nn.functional.Shaping;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** More elements before and after the last dimensions, which PyTorch has a module for in each number of them. */
public final class Padding extends Module {
    private final Shaping.@Nullable PadMode mode;
    private final double value;
    private final int[] amounts;

    private Padding(Shaping.@Nullable PadMode mode, double value, int... amounts) {
        if (amounts.length == 0 || amounts.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "Padding: " + amounts.length + " amounts; expected two for each dimension");
        }
        this.mode = mode;
        this.value = value;
        this.amounts = amounts.clone();
    }

    /** PyTorch's ZeroPad and ConstantPad: amounts before and after the last dimension, then the one before it. */
    public static Padding constant(double value, int... amounts) {
        return new Padding(null, value, amounts);
    }

    /** PyTorch's ReflectionPad, ReplicationPad and CircularPad, of amounts as in {@link #constant}. */
    public static Padding of(Shaping.PadMode mode, int... amounts) {
        return new Padding(mode, 0, amounts);
    }

    @Override
    public Tensor forward(Tensor input) {
        return mode == null ? input.pad(value, amounts) : Shaping.pad(input, mode, amounts);
    }

    @Override
    protected String describe() {
        return (mode == null ? "value=" + value : "mode=" + mode) + ", " + Arrays.toString(amounts);
    }
}
