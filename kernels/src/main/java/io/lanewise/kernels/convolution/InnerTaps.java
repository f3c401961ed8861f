package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Recycler;

/**
 * Filters without the outer taps that lie in the padding for every window, as most do that are dilated as far as the image
 * is wide.
 */
final class InnerTaps {
    private final ConvolutionShape whole;
    private final ConvolutionShape inner;

    /** @param inner the shape {@linkplain ConvolutionShape#trimmed trimmed} */
    InnerTaps(ConvolutionShape whole, ConvolutionShape inner) {
        this.whole = whole;
        this.inner = inner;
    }

    /** Filters of the inner shape, to be given back to the recycler. */
    Object take(ElementType type, Object w, int wo) {
        Object taken = array(type);
        copy(w, wo, taken, 0, true);
        return taken;
    }

    /** An array for filters of the inner shape, to be given back to the recycler. */
    Object array(ElementType type) {
        return Recycler.take(type.carrier(), planes() * inner.taps());
    }

    /** Puts filters of the inner shape among zeros. */
    void put(Object filters, Object w, int wo) {
        Planes.zero(w, wo, planes() * whole.taps());
        copy(filters, 0, w, wo, false);
    }

    private int planes() {
        return whole.groups() * whole.filters() * whole.channels();
    }

    private void copy(Object from, int fo, Object to, int o, boolean inward) {
        int[] taps = inner.kernel();
        int[] step = {whole.kernel()[1] * whole.kernel()[2], whole.kernel()[2]};
        int first = whole.firstTap(inner);
        int at = 0;
        for (int i = 0; i < planes(); i++) {
            for (int line = 0; line < taps[0] * taps[1]; line++, at += taps[2]) {
                int outer = i * whole.taps() + first + line / taps[1] * step[0] + line % taps[1] * step[1];
                int source = fo + (inward ? outer : at);
                int target = o + (inward ? at : outer);
                System.arraycopy(from, source, to, target, taps[2]);
            }
        }
    }
}
