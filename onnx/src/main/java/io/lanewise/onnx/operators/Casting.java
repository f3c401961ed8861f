package io.lanewise.onnx.operators;

import io.lanewise.onnx.format.ElementKind;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Conversions between element types. */
final class Casting {
    private Casting() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Cast" -> Operator.one(call -> cast(call.x(), kind(call)));
            case "CastLike" -> Operator.one(call -> call.x().to(call.tensor(1).dtype()));
            default -> null;
        };
    }

    /** Before opset 6 the type is text. */
    private static ElementKind kind(Call call) {
        if (call.opset() < 6) {
            var name = call.text("to", "");
            for (var kind : ElementKind.values()) {
                if (kind.name().equals(name)) {
                    return kind;
                }
            }
        }
        return call.kind("to", ElementKind.UNDEFINED);
    }

    /** The values in another type; of one that is held in a wider type, the low bits. */
    private static Tensor cast(Tensor x, ElementKind kind) {
        var cast = x.to(kind.require("attribute 'to'"));
        return switch (kind) {
            case UINT16 -> cast.bitwiseAnd(Tensor.scalar(0xFFFF, DType.I32));
            case INT16 -> {
                var by = Tensor.scalar(16, DType.I32);
                yield cast.bitwiseLeftShift(by).bitwiseRightShift(by);
            }
            case UINT32 -> cast.bitwiseAnd(Tensor.scalar(0xFFFFFFFFL, DType.I64));
            default -> cast;
        };
    }
}
