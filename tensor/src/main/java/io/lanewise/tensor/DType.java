package io.lanewise.tensor;

import io.lanewise.expr.ElementType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Element types of tensors. {@link #F16} and {@link #BF16} are for storage: computing with them happens in f32. */
public enum DType {
    BOOL(Category.BOOL, ElementType.BOOL, 1),
    U8(Category.INTEGER, ElementType.U8, 1),
    I8(Category.INTEGER, ElementType.I8, 1),
    I32(Category.INTEGER, ElementType.I32, 4),
    I64(Category.INTEGER, ElementType.I64, 8),
    F16(Category.FLOAT, null, 2),
    BF16(Category.FLOAT, null, 2),
    F32(Category.FLOAT, ElementType.F32, 4),
    F64(Category.FLOAT, ElementType.F64, 8);

    /** What decides first when two types meet: bool gives way to integers, integers to floats. */
    public enum Category {
        BOOL,
        INTEGER,
        FLOAT
    }

    private final Category category;
    private final @Nullable ElementType element;
    private final int bytes;

    DType(Category category, @Nullable ElementType element, int bytes) {
        this.category = category;
        this.element = element;
        this.bytes = bytes;
    }

    public Category category() {
        return category;
    }

    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return category == Category.FLOAT;
    }

    /** Whether arithmetic on this type is integer arithmetic; bool is not counted. */
    public boolean isInteger() {
        return category == Category.INTEGER;
    }

    /** f16 or bf16: stored in 16 bits, computed in f32. */
    public boolean isHalf() {
        return element == null;
    }

    /** The type that kernels compute in: the type itself, or f32 for f16 and bf16. */
    public DType compute() {
        return isHalf() ? F32 : this;
    }

    /** The kernels' name for the type that this one is computed in. */
    public ElementType element() {
        return element == null ? ElementType.F32 : element;
    }

    /** The primitive type of the heap array that holds the elements; f16 and bf16 lie in a {@code short[]}. */
    public Class<?> carrier() {
        return element == null ? short.class : element.carrier();
    }

    /** The name in messages and printed tensors: {@code f32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The type in which values of two types meet, PyTorch's {@code promote_types}: the higher category, within it the
     * wider type. Where PyTorch would answer i16 (u8 with i8), which does not exist here, it is i32.
     */
    public static DType promote(DType a, DType b) {
        if (a == b) {
            return a;
        }
        if (a.category != b.category) {
            return a.category.compareTo(b.category) > 0 ? a : b;
        }
        if (a.isHalf() && b.isHalf()) {
            return F32;
        }
        if (a.bytes == 1 && b.bytes == 1) {
            return I32;
        }
        return a.compareTo(b) > 0 ? a : b;
    }
}
