package io.lanewise.tensor;

/**
 * Tensors as text, by PyTorch's rules: four decimals in aligned columns, none where all numbers are whole, scientific
 * notation where the sizes differ a lot, and only the ends of dimensions where there are more than 1,000 elements.
 */
final class Printer {
    private static final int SUMMARY_ABOVE = 1000;
    private static final int EDGE = 3;
    private static final int LINE_WIDTH = 80;

    private final Tensor tensor;
    private final Object array;
    private final int[] sizes;
    private final int[] strides;
    private final boolean summary;
    private final NumberFormat format;
    private final StringBuilder out = new StringBuilder();

    private Printer(Tensor tensor) {
        this.tensor = tensor;
        this.summary = tensor.elements() > SUMMARY_ABOVE;
        this.array = tensor.toArray();
        this.sizes = tensor.shape().toArray();
        this.strides = tensor.shape().denseStrides();
        this.format = new NumberFormat(tensor.dtype());
        if (tensor.elements() > 0) {
            measure(0, 0);
        }
    }

    static String print(Tensor tensor) {
        return new Printer(tensor).print();
    }

    private String print() {
        if (tensor.elements() == 0) {
            out.append("[]");
        } else {
            append(0, 0);
        }
        boolean shapeIsSeen = !summary && (tensor.elements() > 0 || tensor.dim() == 1);
        if (!shapeIsSeen) {
            out.append(", shape=").append(tensor.shape());
        }
        // Decimal points mean f32, and true and false bool; other types look like each other.
        boolean typeIsSeen = tensor.dtype() == DType.F32 || (tensor.dtype() == DType.BOOL && tensor.elements() > 0);
        if (!typeIsSeen) {
            out.append(", dtype=").append(tensor.dtype());
        }
        return out.toString();
    }

    private boolean isCut(int axis) {
        return summary && sizes[axis] > 2 * EDGE;
    }

    /** The place after this one that is printed. */
    private int next(int axis, int i) {
        return isCut(axis) && i == EDGE - 1 ? sizes[axis] - EDGE : i + 1;
    }

    private void measure(int axis, int at) {
        if (axis == sizes.length) {
            format.measure(array, at);
            return;
        }
        for (int i = 0; i < sizes[axis]; i = next(axis, i)) {
            measure(axis + 1, at + i * strides[axis]);
        }
    }

    private void append(int axis, int at) {
        if (axis == sizes.length) {
            out.append(format.format(array, at));
        } else if (axis == sizes.length - 1) {
            appendRow(axis, at);
        } else {
            appendParts(axis, at);
        }
    }

    private void appendParts(int axis, int at) {
        var separator = "," + "\n".repeat(sizes.length - 1 - axis) + " ".repeat(axis + 1);
        out.append('[');
        for (int i = 0; i < sizes[axis]; i = next(axis, i)) {
            if (i > 0) {
                out.append(separator);
            }
            append(axis + 1, at + i * strides[axis]);
            if (isCut(axis) && i == EDGE - 1) {
                out.append(separator).append("...");
            }
        }
        out.append(']');
    }

    private void appendRow(int axis, int at) {
        int perLine = Math.max(1, (LINE_WIDTH - axis) / (format.width() + 2));
        int printed = 0;
        out.append('[');
        for (int i = 0; i < sizes[axis]; i = next(axis, i)) {
            separate(axis, printed++, perLine);
            out.append(format.format(array, at + i));
            if (isCut(axis) && i == EDGE - 1) {
                separate(axis, printed++, perLine);
                out.append(" ...");
            }
        }
        out.append(']');
    }

    private void separate(int axis, int printed, int perLine) {
        if (printed > 0) {
            out.append(printed % perLine == 0 ? ",\n" + " ".repeat(axis + 1) : ", ");
        }
    }
}
