package io.lanewise.kernels.convolution;

import io.lanewise.kernels.product.PackedB;
import org.jspecify.annotations.Nullable;

/** Filters that do not change, as a convolution reads them. Made by {@link Convolutions#pack}. */
public final class PackedFilters {
    /** How a convolution of some sizes reads its filters. */
    public enum Layout {
        /** Where they lie. */
        PLAIN,
        /** As the right operand of a product. */
        PANELS,
        /** Transformed: four times the filters. */
        WINOGRAD
    }

    final Layout layout;

    /** The operands of each group. */
    private final PackedB[] panels;

    PackedFilters(Layout layout, PackedB... panels) {
        this.layout = layout;
        this.panels = panels;
    }

    /** A group's operand, if it is in a layout; else null. */
    @Nullable
    PackedB panels(int group, Layout expected) {
        return layout == expected ? panels[group] : null;
    }
}
