package io.lanewise.tensor;

import io.lanewise.tensor.cpu.CpuBackend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A strided view of numbers of one element type, which may take part in differentiation. Semantics are PyTorch's:
 * broadcasting, type promotion, views that share storage. Names are PyTorch's in camelCase; a trailing underscore
 * changes the tensor in place.
 *
 * <pre>{@code
 * var x = Tensor.of(1f, 2f, 3f).requiresGrad_(true);
 * x.square().sum().backward();
 * x.grad();                                    // [2., 4., 6.]
 * }</pre>
 */
public final class Tensor
        implements Arithmetic,
                Functions,
                Elementary,
                Comparisons,
                Reductions,
                Extremes,
                Statistics,
                Differences,
                Norms,
                Movement,
                Arrangement,
                Splitting,
                Indexing,
                Scattering,
                Folding,
                Sorting,
                Sets,
                Matrices,
                Products,
                Quantized,
                Rows,
                InPlace {
    private Storage storage;
    private final Shape shape;
    private int[] strides;
    private int offset;
    private boolean view;
    private int seenRewrites;
    private boolean requiresGrad;
    private int pendingChanges;
    private @Nullable Node node;

    @Nullable
    Tensor grad;

    boolean gradSeen;

    private Tensor(Storage storage, Shape shape, int[] strides, int offset, boolean view) {
        this.storage = storage;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.view = view;
        this.seenRewrites = storage.rewrites();
    }

    // Making tensors

    /** A one-dimensional f32 tensor of these values. */
    public static Tensor of(float... values) {
        return Creation.of(values.clone(), DType.F32, Shape.of(values.length));
    }

    /** A one-dimensional f64 tensor of these values. */
    public static Tensor of(double... values) {
        return Creation.of(values.clone(), DType.F64, Shape.of(values.length));
    }

    /** A one-dimensional i64 tensor of these values. */
    public static Tensor of(long... values) {
        return Creation.of(values.clone(), DType.I64, Shape.of(values.length));
    }

    /** A one-dimensional bool tensor of these values. */
    public static Tensor of(boolean... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return Creation.of(bytes, DType.BOOL, Shape.of(values.length));
    }

    /**
     * A tensor on an array, which it shares: a {@code float[]} for f32, {@code double[]} for f64, {@code int[]}, {@code
     * long[]}, {@code byte[]} for i8, u8 and bool, {@code short[]} for f16 and bf16.
     *
     * @throws ShapeException when the array's length is not the shape's number of elements
     * @throws DTypeException when the array is of another type
     */
    public static Tensor wrap(Object array, DType dtype, Shape shape) {
        return Creation.of(array, dtype, shape);
    }

    /** A tensor without dimensions. */
    public static Tensor scalar(double value, DType dtype) {
        return full(Shape.SCALAR, value, dtype);
    }

    public static Tensor zeros(int... sizes) {
        return zeros(Shape.of(sizes), DType.F32);
    }

    public static Tensor zeros(Shape shape, DType dtype) {
        return full(shape, 0, dtype);
    }

    public static Tensor ones(int... sizes) {
        return ones(Shape.of(sizes), DType.F32);
    }

    public static Tensor ones(Shape shape, DType dtype) {
        return full(shape, 1, dtype);
    }

    public static Tensor full(Shape shape, double value, DType dtype) {
        return Creation.fill(allocate(CpuBackend.INSTANCE, dtype, shape), value);
    }

    /** A tensor with undefined content. */
    public static Tensor empty(Shape shape, DType dtype) {
        return allocate(CpuBackend.INSTANCE, dtype, shape);
    }

    /** The i64 numbers from 0 to {@code end}, exclusive. */
    public static Tensor arange(long end) {
        return arange(0, end, 1, DType.I64);
    }

    /** start, start + step, … below {@code end} (above it for a negative step). */
    public static Tensor arange(double start, double end, double step, DType dtype) {
        return Creation.arange(start, end, step, dtype);
    }

    /** {@code steps} numbers from start to end, both included, evenly spaced. */
    public static Tensor linspace(double start, double end, int steps, DType dtype) {
        return Creation.linspace(start, end, steps, dtype);
    }

    /** A matrix with ones on its diagonal. */
    public static Tensor eye(int rows, int columns, DType dtype) {
        return Creation.eye(rows, columns, dtype);
    }

    /**
     * Tensors joined along an axis; all other sizes are equal.
     *
     * @throws ShapeException when they are not
     */
    public static Tensor cat(List<Tensor> tensors, int axis) {
        return Movement.cat(tensors, axis);
    }

    /** Tensors of one shape joined along a new axis. */
    public static Tensor stack(List<Tensor> tensors, int axis) {
        return Movement.stack(tensors, axis);
    }

    static Tensor allocate(Backend backend, DType dtype, Shape shape) {
        var storage = backend.allocate(dtype, shape.elements());
        Scope.register(storage);
        return on(storage, shape);
    }

    /** A dense tensor on all of a storage. */
    public static Tensor on(Storage storage, Shape shape) {
        var tensor = new Tensor(storage, shape, shape.denseStrides(), 0, false);
        Tracing.made(tensor);
        return tensor;
    }

    /** Another view of this tensor's storage. */
    Tensor viewed(Shape shape, int[] strides, int offset) {
        return new Tensor(storage, shape, strides, offset, true);
    }

    // What it is

    public Shape shape() {
        return shape;
    }

    /** The size of a dimension; a negative index counts from the last. */
    public int size(int axis) {
        return shape.dim(axis);
    }

    /** The number of dimensions. */
    public int dim() {
        return shape.rank();
    }

    /** The number of elements. */
    public int elements() {
        return shape.elements();
    }

    public DType dtype() {
        return storage.dtype();
    }

    public Storage storage() {
        return storage;
    }

    public Backend backend() {
        return storage.backend();
    }

    /** The distance between neighbours of each dimension, in elements. */
    public int[] strides() {
        return strides.clone();
    }

    /** The distance between neighbours of a dimension counted from the first, in elements. */
    public int stride(int axis) {
        return strides[axis];
    }

    /** Where in the storage the first element lies. */
    public int offset() {
        return offset;
    }

    /** Whether the elements lie in row-major order without gaps. */
    public boolean isContiguous() {
        int step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            int size = shape.dim(i);
            if (size != 1 && strides[i] != step && shape.elements() != 0) {
                return false;
            }
            step *= size;
        }
        return true;
    }

    // Values

    /**
     * The value of a tensor with one element.
     *
     * @throws ShapeException when it has more or none
     */
    public double item() {
        return Values.item(this);
    }

    /** The value of an integer or bool tensor with one element. */
    public long itemLong() {
        return Values.itemLong(this);
    }

    /** A copy of the elements in row-major order, converted to f32. */
    public float[] toFloatArray() {
        return (float[]) Values.array(this, DType.F32);
    }

    /** A copy of the elements in row-major order, converted to f64. */
    public double[] toDoubleArray() {
        return (double[]) Values.array(this, DType.F64);
    }

    /** A copy of the elements in row-major order, converted to i64. */
    public long[] toLongArray() {
        return (long[]) Values.array(this, DType.I64);
    }

    /** A copy of the elements in row-major order, converted to i32. */
    public int[] toIntArray() {
        return (int[]) Values.array(this, DType.I32);
    }

    /** A copy of the elements in row-major order, in an array of this type's carrier. */
    public Object toArray() {
        return Values.array(this, dtype());
    }

    /** The same values on a backend: this tensor, or a copy that is not recorded. */
    public Tensor to(Backend backend) {
        if (backend == backend()) {
            return this;
        }
        var array = toArray();
        var moved = allocate(backend, dtype(), shape);
        backend.copyIn(array, 0, moved.storage, 0, elements());
        return moved;
    }

    // Differentiation

    public boolean requiresGrad() {
        return requiresGrad || node != null;
    }

    /** Whether no recorded operation made this tensor. */
    public boolean isLeaf() {
        return node == null || node.leaf() != null;
    }

    /**
     * Makes this tensor one whose gradient {@link #backward} collects.
     *
     * @throws DTypeException when it is not of a float type
     * @throws IllegalStateException when it is the result of a recorded operation and the gradient is to be refused
     */
    public Tensor requiresGrad_(boolean wanted) {
        if (wanted && !dtype().isFloat()) {
            throw new DTypeException("requiresGrad_: only float tensors have gradients, not " + dtype());
        }
        if (!wanted && !isLeaf()) {
            throw new IllegalStateException("requiresGrad_(false): only leaves can be changed; use detach()");
        }
        requiresGrad = wanted;
        if (wanted) {
            storage.keep();
        } else {
            node = null;
        }
        return this;
    }

    /** The gradient that backward passes have collected, or null. Its array is then never recycled under the caller. */
    public @Nullable Tensor grad() {
        gradSeen = true;
        return grad;
    }

    /** Replaces the gradient. */
    public void setGrad(@Nullable Tensor gradient) {
        if (gradient != null && !gradient.shape.equals(shape)) {
            throw new ShapeException("setGrad: a gradient of shape " + gradient.shape + " for a tensor of " + shape);
        }
        gradSeen = true;
        grad = gradient;
    }

    /** Collects the gradients of all leaves that this single number depends on, and frees the graph. */
    public void backward() {
        backward(null, false, false);
    }

    /**
     * Collects the gradients of all leaves that this tensor depends on.
     *
     * @param gradient the gradient of this tensor; null for 1, where it has one element
     * @param retainGraph whether the graph may be walked again
     * @param createGraph whether the gradients can themselves be differentiated
     */
    public void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        Tracing.acting("backward() adds to the gradients of leaves");
        Engine.differentiator().backward(this, gradient, retainGraph, createGraph);
    }

    /**
     * Gives a leaf other elements, of the same shape and a float type where it requires a gradient, in place of its own,
     * and forgets its gradient: PyTorch's assignment to {@code .data}. Whoever holds this tensor then sees them; views
     * made before stay on the old storage.
     *
     * @throws ShapeException when the shape differs
     * @throws IllegalStateException when this is the result of a recorded operation
     */
    public void setData(Tensor data) {
        Tracing.acting("setData() replaces the elements of a tensor");
        if (!data.shape.equals(shape)) {
            throw new ShapeException("setData: elements of shape " + data.shape + " for a tensor of " + shape);
        }
        if (!isLeaf()) {
            throw new IllegalStateException("setData: only leaves can be given other elements; use copy_");
        }
        if (requiresGrad && !data.dtype().isFloat()) {
            throw new DTypeException("setData: only float tensors have gradients, not " + data.dtype());
        }
        storage = data.storage;
        strides = data.strides;
        offset = data.offset;
        view = data.view;
        node = null;
        grad = null;
        storage.keep();
    }

    /** The same elements, outside the graph. */
    public Tensor detach() {
        return new Tensor(storage, shape, strides, offset, view);
    }

    /** This tensor's place on the tape: null where no gradient is wanted; a leaf gets its place when first asked. */
    public @Nullable Node node() {
        if (node == null && requiresGrad) {
            node = Node.leaf(this);
        }
        return node;
    }

    /** The version that this tensor's storage will have once the operation being recorded is done. */
    public int savedVersion() {
        return storage.version() + pendingChanges;
    }

    void setNode(@Nullable Node made) {
        node = made;
    }

    /** This tensor as it stands on the tape now, so that a change in place can take it as its input. */
    Tensor alias() {
        var alias = new Tensor(storage, shape, strides, offset, view);
        alias.node = node;
        return alias;
    }

    void recordInPlace(Runnable recording) {
        pendingChanges = 1;
        recording.run();
        pendingChanges = 0;
    }

    void seeRewrites() {
        seenRewrites = storage.rewrites();
    }

    boolean isView() {
        return view;
    }

    void checkHistory(Op op) {
        if (view && seenRewrites != storage.rewrites()) {
            throw new IllegalStateException(op.name() + ": this view was made before the tensor that it views was"
                    + " changed in place, and does not know that change's derivative; make the view again");
        }
    }

    @Override
    public Tensor self() {
        return this;
    }

    /** The values as NumPy prints them, with shape and type where they cannot be seen. */
    @Override
    public String toString() {
        return Printer.print(this);
    }
}
