package io.lanewise.kernels.convolution;

import io.lanewise.kernels.product.PanelSource;
import java.lang.reflect.Array;

/**
 * The patches of images, a matrix of an element of the window by a window, written into panels from where the images lie:
 * element e of window w is {@code x[xo + elementAt[e] + lineAt[w / width] + w % width]}.
 */
final class Patches implements PanelSource {
    /** Windows that are written together where they are the rows of a panel. */
    private static final int BLOCK = 8;

    private final PatchKernels kernels;
    private final Object x;
    private final int xo;
    private final int[] elementAt;
    private final int[] lineAt;
    private final int width;

    /** Whether sums run over the windows, instead of the elements of a window. */
    private final boolean overWindows;

    private final int last;

    Patches(PatchKernels kernels, Object x, int xo, int[] elementAt, int[] lineAt, int width, boolean overWindows) {
        this.kernels = kernels;
        this.x = x;
        this.xo = xo;
        this.elementAt = elementAt;
        this.lineAt = lineAt;
        this.width = width;
        this.overWindows = overWindows;
        int farthest = 0;
        for (int at : elementAt) {
            farthest = Math.max(farthest, at);
        }
        last = Array.getLength(x) - xo - farthest;
    }

    @Override
    public void pack(int k0, int kc, int from, int until, Object to, int offset, int step) {
        if (overWindows) {
            packWindows(k0, kc, from, until, to, offset, step);
        } else {
            packElements(k0, kc, from, until, to, offset, step);
        }
    }

    /** The runs of windows are the same for all elements: they are cut into vectors once. */
    private void packElements(int e0, int count, int from, int until, Object to, int offset, int step) {
        int longest = kernels.lanes() == 1 ? until - from : kernels.lanes();
        int lines = (until - 1) / width - from / width + 1;
        int[] pieces = new int[3 * (lines + (until - from) / longest + lines)];
        int n = 0;
        for (int w = from; w < until; ) {
            int start = w % width;
            int run = Math.min(width - start, until - w);
            int at = lineAt[w / width] + start;
            for (int i = 0; i < run; i += longest) {
                pieces[n++] = at + i;
                pieces[n++] = w - from + i;
                pieces[n++] = Math.min(longest, run - i);
            }
            w += run;
        }
        kernels.rows(count, elementAt, e0, n / 3, pieces, x, xo, to, offset, step);
    }

    /** A line's last block may be written beyond its end, where the next line follows. */
    private void packWindows(int w0, int count, int from, int until, Object to, int offset, int step) {
        for (int i = 0; i < count; ) {
            int start = (w0 + i) % width;
            int run = Math.min(width - start, count - i);
            int at = lineAt[(w0 + i) / width] + start;
            int whole = (run + BLOCK - 1) / BLOCK * BLOCK;
            int rows = i + whole <= count && at + whole <= last ? whole : run;
            kernels.columns(rows, until - from, elementAt, from, x, xo + at, to, offset + i * step, step);
            i += run;
        }
    }
}
