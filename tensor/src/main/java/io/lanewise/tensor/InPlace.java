package io.lanewise.tensor;

import io.lanewise.expr.Catalog;
import java.util.List;

/** Changes in place. They keep shape and type, and count in the storage's version. */
sealed interface InPlace permits Tensor {
    Tensor self();

    /** this = this + other. */
    default Tensor add_(Tensor other) {
        return Promotion.mapInPlace(Catalog.ADD, List.of(), self(), other);
    }

    default Tensor add_(double other) {
        return add_(Promotion.scalar(self(), other));
    }

    /** this = this + alpha·other. */
    default Tensor add_(Tensor other, double alpha) {
        return Promotion.mapInPlace(Catalog.ADD_SCALED, List.of(alpha), self(), other);
    }

    /** this = this − other. */
    default Tensor sub_(Tensor other) {
        return Promotion.mapInPlace(Catalog.SUB, List.of(), self(), other);
    }

    default Tensor sub_(double other) {
        return sub_(Promotion.scalar(self(), other));
    }

    /** this = this·other. */
    default Tensor mul_(Tensor other) {
        return Promotion.mapInPlace(Catalog.MUL, List.of(), self(), other);
    }

    default Tensor mul_(double other) {
        return mul_(Promotion.scalar(self(), other));
    }

    /** this = this / other. */
    default Tensor div_(Tensor other) {
        return Promotion.mapInPlace(Catalog.DIV, List.of(), self(), other);
    }

    default Tensor div_(double other) {
        return div_(Promotion.scalar(self(), other));
    }

    /** this = max(this, 0). */
    default Tensor relu_() {
        return Promotion.mapInPlace(Catalog.RELU, List.of(), self());
    }

    /** this held between two limits. */
    default Tensor clamp_(double low, double high) {
        return Promotion.mapInPlace(Catalog.CLAMP, List.of(low, high), self());
    }

    /** this takes the other's values, converted and broadcast. */
    default Tensor copy_(Tensor other) {
        var target = self();
        if (!Shape.broadcast("copy_", target.shape(), other.shape()).equals(target.shape())) {
            throw new ShapeException("copy_: " + other.shape() + " does not broadcast to " + target.shape());
        }
        return Engine.overwrite(target, other.expand(target.shape()));
    }

    /** All elements take one value. */
    default Tensor fill_(double value) {
        return Engine.overwrite(self(), Tensor.scalar(value, self().dtype()).expand(self().shape()));
    }

    /** All elements take one value, exactly for every i64. */
    default Tensor fill_(long value) {
        return Engine.overwrite(self(), Tensor.of(value).reshape().expand(self().shape()));
    }

    /** All elements become 0. */
    default Tensor zero_() {
        return fill_(0.0);
    }
}
