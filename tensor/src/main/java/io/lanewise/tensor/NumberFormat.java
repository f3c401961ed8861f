package io.lanewise.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;

/** How the numbers of one tensor are written so that they line up: first all are measured, then written. */
final class NumberFormat {
    private static final int PRECISION = 4;
    private static final MathContext SIGNIFICANT = new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN);

    private enum Style {
        WHOLE,
        FIXED,
        SCIENTIFIC
    }

    private final DType dtype;
    private double greatest;
    private double smallest = Double.POSITIVE_INFINITY;
    private boolean whole = true;
    private final Map<Style, Integer> widths = new EnumMap<>(Style.class);
    private int otherWidth;

    NumberFormat(DType dtype) {
        this.dtype = dtype;
    }

    /** Takes a number into account. */
    void measure(Object array, int i) {
        if (!dtype.isFloat()) {
            otherWidth = Math.max(otherWidth, exact(array, i).length());
            return;
        }
        double value = Values.asDouble(array, i, dtype);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            otherWidth = Math.max(otherWidth, special(value).length());
            return;
        }
        whole &= value == Math.rint(value);
        double size = Math.abs(value);
        if (size != 0) {
            greatest = Math.max(greatest, size);
            smallest = Math.min(smallest, size);
        }
        for (var style : Style.values()) {
            widths.merge(style, text(value, style).length(), Math::max);
        }
    }

    private Style style() {
        boolean wide = greatest > 0 && (greatest / smallest > 1000 || greatest > 1e8);
        if (wide || (!whole && smallest < 1e-4)) {
            return Style.SCIENTIFIC;
        }
        return whole ? Style.WHOLE : Style.FIXED;
    }

    int width() {
        return dtype.isFloat() ? Math.max(widths.getOrDefault(style(), 0), otherWidth) : otherWidth;
    }

    /** A number, padded on the left. */
    String format(Object array, int i) {
        if (!dtype.isFloat()) {
            return pad(exact(array, i));
        }
        double value = Values.asDouble(array, i, dtype);
        return pad(Double.isNaN(value) || Double.isInfinite(value) ? special(value) : text(value, style()));
    }

    private String pad(String text) {
        return " ".repeat(width() - text.length()) + text;
    }

    private String exact(Object array, int i) {
        long value = Values.asLong(array, i, dtype);
        return dtype == DType.BOOL ? Boolean.toString(value != 0) : Long.toString(value);
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    private static String text(double value, Style style) {
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        var size = new BigDecimal(Math.abs(value));
        var digits =
                switch (style) {
                    case WHOLE -> size.setScale(0, RoundingMode.HALF_EVEN).toPlainString() + ".";
                    case FIXED ->
                        size.setScale(PRECISION, RoundingMode.HALF_EVEN).toPlainString();
                    case SCIENTIFIC -> scientific(size);
                };
        return negative ? "-" + digits : digits;
    }

    private static String scientific(BigDecimal size) {
        if (size.signum() == 0) {
            return "0." + "0".repeat(PRECISION) + "e+00";
        }
        var rounded = size.round(SIGNIFICANT);
        int exponent = rounded.precision() - rounded.scale() - 1;
        var mantissa = rounded.movePointLeft(exponent).setScale(PRECISION, RoundingMode.UNNECESSARY);
        int power = Math.abs(exponent);
        return mantissa.toPlainString() + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") + power;
    }
}
