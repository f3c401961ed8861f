package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.Product;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions and their gradients, of f32 and f64. All arrays are dense, as {@link ConvolutionShape} lays them out, and
 * the output must not overlap an input. The patches of the images go straight into the panels of a matrix product, or are
 * read where they lie by few filters: of the images there is at most one padded copy for each thread, and of small ones a
 * few.
 *
 * <p>The bits of an element depend on its own window and filter alone, whatever the other images, the vector width and the
 * number of threads: products are summed in the order of the weights in blocks of at most 256; for the gradient of images by
 * a stride those of each tap, and then the taps in their order.
 */
public final class Convolutions {
    private static final Convolver F32 = of(ElementType.F32);
    private static final Convolver F64 = of(ElementType.F64);

    private Convolutions() {}

    private static Convolver of(ElementType type) {
        return Convolver.of(type, Product.of(type), Cpu.vectorBits());
    }

    /** y = the sums of products in each window; the epilogue's bias is one of rows, with an element for each filter. */
    public static void forward(
            ElementType type,
            ConvolutionShape shape,
            Object x,
            int xo,
            Object w,
            int wo,
            Epilogue epilogue,
            Object y,
            int yo) {
        forward(type, shape, x, xo, w, wo, null, epilogue, y, yo);
    }

    /** The same with filters that were packed, if they were packed in the layout that the sizes ask for; of the same bits. */
    public static void forward(
            ElementType type,
            ConvolutionShape shape,
            Object x,
            int xo,
            Object w,
            int wo,
            @Nullable PackedFilters packed,
            Epilogue epilogue,
            Object y,
            int yo) {
        check(type, shape, x, xo, w, wo, y, yo);
        if (shape.images() * shape.outElements() * shape.filters() == 0) {
            return;
        }
        Convolver convolver = convolver(type);
        ConvolutionShape inner = shape.trimmed();
        boolean reads = inner.taps() != shape.taps() && (packed == null || packed.layout == PackedFilters.Layout.PLAIN);
        Object filters = reads ? new InnerTaps(shape, inner).take(type, w, wo) : w;
        convolver.forward(inner, x, xo, filters, reads ? 0 : wo, packed, epilogue, y, yo);
        if (reads) {
            Recycler.give(filters);
        }
    }

    /** The layout in which a convolution of some sizes reads filters that were packed. */
    public static PackedFilters.Layout layout(ElementType type, ConvolutionShape shape) {
        return convolver(type).layout(shape.trimmed());
    }

    /** The number of elements that packed filters take; 0 where they are read as they lie. */
    public static long packedElements(ElementType type, ConvolutionShape shape) {
        return convolver(type).packedElements(shape.trimmed());
    }

    /** Packs filters that do not change, in the layout that the sizes ask for, whatever the number of images. */
    public static PackedFilters pack(ElementType type, ConvolutionShape shape, Object w, int wo) {
        check(type, "weights", w, wo, (long) shape.groups() * shape.filters() * shape.channels() * shape.taps());
        ConvolutionShape inner = shape.trimmed();
        if (inner.taps() == shape.taps()) {
            return convolver(type).pack(shape, w, wo);
        }
        Object filters = new InnerTaps(shape, inner).take(type, w, wo);
        PackedFilters packed = convolver(type).pack(inner, filters, 0);
        Recycler.give(filters);
        return packed;
    }

    /** x = the transpose by the images, of a gradient g of the results. */
    public static void data(
            ElementType type, ConvolutionShape shape, Object w, int wo, Object g, int go, Object x, int xo) {
        check(type, shape, x, xo, w, wo, g, go);
        if (shape.images() * shape.inElements() * shape.channels() == 0) {
            return;
        }
        ConvolutionShape inner = shape.trimmed();
        if (inner.taps() == shape.taps()) {
            convolver(type).data(shape, w, wo, g, go, x, xo);
        } else {
            Object filters = new InnerTaps(shape, inner).take(type, w, wo);
            convolver(type).data(inner, filters, 0, g, go, x, xo);
            Recycler.give(filters);
        }
    }

    /** w = the transpose by the weights, of a gradient g of the results; zeros where there are no windows. */
    public static void weights(
            ElementType type, ConvolutionShape shape, Object x, int xo, Object g, int go, Object w, int wo) {
        check(type, shape, x, xo, w, wo, g, go);
        ConvolutionShape inner = shape.trimmed();
        if (inner.taps() == shape.taps()) {
            convolver(type).weights(shape, x, xo, g, go, w, wo);
        } else {
            InnerTaps taps = new InnerTaps(shape, inner);
            Object filters = taps.array(type);
            convolver(type).weights(inner, x, xo, g, go, filters, 0);
            taps.put(filters, w, wo);
            Recycler.give(filters);
        }
    }

    private static void check(
            ElementType type, ConvolutionShape s, Object x, int xo, Object w, int wo, Object y, int yo) {
        long images = (long) s.images() * s.groups();
        check(type, "images", x, xo, images * s.channels() * s.inElements());
        check(type, "weights", w, wo, (long) s.groups() * s.filters() * s.channels() * s.taps());
        check(type, "results", y, yo, images * s.filters() * s.outElements());
    }

    private static void check(ElementType type, String name, Object array, int offset, long elements) {
        if (array.getClass().componentType() != type.carrier()) {
            throw new IllegalArgumentException("convolution: " + name + " are a "
                    + array.getClass().getSimpleName() + "; expected " + type.carrier() + "[]");
        }
        if (offset < 0 || offset + elements > Array.getLength(array)) {
            throw new IndexOutOfBoundsException("convolution: " + name + " of " + elements + " elements from " + offset
                    + " on do not fit an array of " + Array.getLength(array));
        }
    }

    private static Convolver convolver(ElementType type) {
        return switch (type) {
            case F32 -> F32;
            case F64 -> F64;
            default ->
                throw new IllegalArgumentException(
                        "convolution: elements are " + type.lower() + "; expected f32 or f64");
        };
    }
}
