package io.lanewise.onnx.operators;

import org.jspecify.annotations.Nullable;

/** Boxes in images. */
final class Detection {
    private Detection() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "NonMaxSuppression" -> Operator.one(Suppression::suppress);
            case "RoiAlign" -> Operator.one(RoiAlign::align);
            case "MaxRoiPool" -> Operator.one(RoiPool::pool);
            default -> null;
        };
    }
}
