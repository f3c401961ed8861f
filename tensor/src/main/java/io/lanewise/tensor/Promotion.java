package io.lanewise.tensor;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import java.util.Arrays;
import java.util.List;

/**
 * In which type operands meet, by PyTorch's rules: tensors with dimensions decide before those without, and both
 * before Java numbers, except that a higher category (bool, integer, float) always wins.
 */
final class Promotion {
    private Promotion() {}

    /** The type in which two tensors meet. */
    static DType of(Tensor a, Tensor b) {
        if (a.dtype() == b.dtype()) {
            return a.dtype();
        }
        if ((a.dim() == 0) == (b.dim() == 0)) {
            return DType.promote(a.dtype(), b.dtype());
        }
        var wide = a.dim() == 0 ? b : a;
        var single = a.dim() == 0 ? a : b;
        return single.dtype().category().compareTo(wide.dtype().category()) > 0 ? single.dtype() : wide.dtype();
    }

    static DType of(List<Tensor> operands) {
        boolean same = true;
        for (int i = 1; i < operands.size(); i++) {
            same &= operands.get(i).dtype() == operands.getFirst().dtype();
        }
        if (same) {
            return operands.getFirst().dtype();
        }
        var with = DType.BOOL;
        var single = DType.BOOL;
        for (var operand : operands) {
            if (operand.dim() == 0) {
                single = DType.promote(single, operand.dtype());
            } else {
                with = DType.promote(with, operand.dtype());
            }
        }
        boolean none = operands.stream().allMatch(t -> t.dim() == 0);
        return none || single.category().compareTo(with.category()) > 0 ? single : with;
    }

    /** A Java floating-point number as an operand beside a tensor: its type, or f32 beside integers. */
    static Tensor scalar(Tensor beside, double value) {
        return Tensor.scalar(value, beside.dtype().isFloat() ? beside.dtype().compute() : DType.F32);
    }

    /** A Java integer as an operand beside a tensor: its type, or i64 beside bool. */
    static Tensor scalar(Tensor beside, long value) {
        if (beside.dtype().isFloat()) {
            return scalar(beside, (double) value);
        }
        var dtype = beside.dtype() == DType.BOOL ? DType.I64 : beside.dtype();
        return Tensor.full(Shape.SCALAR, 0, dtype).fill_(value);
    }

    /** f of operands brought to the type in which they meet; f32 where f takes floats only. */
    static Tensor map(Elementwise f, List<Double> params, Tensor... operands) {
        var common = operands.length == 1 ? operands[0].dtype() : of(Arrays.asList(operands));
        return mapAs(f, params, supported(f, common), operands);
    }

    static Tensor map(Elementwise f, Tensor... operands) {
        return map(f, List.of(), operands);
    }

    private static DType supported(Elementwise f, DType common) {
        if (f.supports(common.element())) {
            return common;
        }
        if (common == DType.BOOL && f.supports(ElementType.I64)) {
            throw new DTypeException(f.name() + ": not defined for bool tensors; convert one with to(DType)");
        }
        if (!common.isFloat() && f.supports(ElementType.F32)) {
            return DType.F32;
        }
        throw new DTypeException(f.name() + ": not defined for " + common + "; it takes " + f.types());
    }

    private static Tensor mapAs(Elementwise f, List<Double> params, DType dtype, Tensor... operands) {
        var converted = new Tensor[operands.length];
        for (int i = 0; i < operands.length; i++) {
            converted[i] = operands[i].to(dtype);
        }
        return Engine.run(new Op.Map(f, params), converted);
    }

    /** In place: the target's type must be able to hold the result, as in PyTorch. */
    static Tensor mapInPlace(Elementwise f, List<Double> params, Tensor target, Tensor... others) {
        var operands = new Tensor[others.length + 1];
        operands[0] = target;
        System.arraycopy(others, 0, operands, 1, others.length);
        var common = supported(f, of(Arrays.asList(operands)));
        if (common.category().compareTo(target.dtype().category()) > 0) {
            throw new DTypeException(f.name() + "_: a result of " + common + " does not fit a tensor of "
                    + target.dtype() + "; use the form that returns a new tensor");
        }
        for (int i = 0; i < others.length; i++) {
            var shape = Shape.broadcast(f.name() + "_", target.shape(), others[i].shape());
            if (!shape.equals(target.shape())) {
                throw new ShapeException(f.name() + "_: the result of " + target.shape() + " and " + others[i].shape()
                        + " has shape " + shape + " and does not fit in place");
            }
            others[i] = others[i].to(target.dtype());
        }
        return Engine.runInPlace(new Op.Map(f, params), target, others);
    }

    /** whenTrue where the condition holds, else whenFalse. */
    static Tensor where(Tensor condition, Tensor whenTrue, Tensor whenFalse) {
        if (condition.dtype() != DType.BOOL) {
            throw new DTypeException("where: the condition is " + condition.dtype() + ", expected bool");
        }
        var dtype = of(whenTrue, whenFalse);
        return Engine.run(new Op.Map(Catalog.WHERE), condition, whenTrue.to(dtype), whenFalse.to(dtype));
    }
}
