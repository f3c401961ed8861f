package io.lanewise.perf.subjects;

import io.lanewise.perf.Subject;
import io.lanewise.perf.Task.Operand;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Functions of each element of large f32 tensors, within a scope. */
final class Elementwise {
    private static final int[] MEGABYTES = {1, 16, 64};
    private static final List<String> EVERYDAY = List.of("gelu", "silu", "pow");

    private final List<Subject> subjects = new ArrayList<>();

    private Elementwise() {}

    static List<Subject> subjects() {
        var all = new Elementwise();
        all.activations();
        all.powersAndLogarithms();
        all.trigonometry();
        all.ofTwo();
        return all.subjects;
    }

    private void activations() {
        unary("gelu", "torch.gelu(x)", Tensor::gelu);
        unary("gelu_tanh", "torch.gelu(x, approximate=\"tanh\")", Tensor::geluTanh);
        unary("silu", "torch.silu(x)", Tensor::silu);
        unary("relu", "torch.relu(x)", Tensor::relu);
        unary("sigmoid", "torch.sigmoid(x)", Tensor::sigmoid);
        unary("tanh", "torch.tanh(x)", Tensor::tanh);
        unary("erf", "torch.erf(x)", Tensor::erf);
        unary("clamp", "torch.clamp(x, -0.5, 0.5)", x -> x.clamp(-0.5, 0.5));
    }

    private void powersAndLogarithms() {
        positive("sqrt", "torch.sqrt(x)", Tensor::sqrt);
        positive("rsqrt", "torch.rsqrt(x)", Tensor::rsqrt);
        positive("reciprocal", "torch.reciprocal(x)", Tensor::reciprocal);
        unary("square", "torch.square(x)", Tensor::square);
        unary("pow_3", "torch.pow(x, 3)", x -> x.pow(3));
        positive("pow_0.5", "torch.pow(x, 0.5)", x -> x.pow(0.5));
        positive("pow_2.2", "torch.pow(x, 2.2000000000000002)", x -> x.pow(2.2));
        unary("exp", "torch.exp(x)", Tensor::exp);
        unary("expm1", "torch.expm1(x)", Tensor::expm1);
        positive("log", "torch.log(x)", Tensor::log);
        positive("log2", "torch.log2(x)", Tensor::log2);
        positive("log1p", "torch.log1p(x)", Tensor::log1p);
    }

    private void trigonometry() {
        unary("sin", "torch.sin(x)", Tensor::sin);
        unary("cos", "torch.cos(x)", Tensor::cos);
        unary("tan", "torch.tan(x)", Tensor::tan);
        unary("asin", "torch.asin(x)", Tensor::asin);
        unary("atan", "torch.atan(x)", Tensor::atan);
        unary("sinh", "torch.sinh(x)", Tensor::sinh);
        unary("floor", "torch.floor(x)", Tensor::floor);
        unary("round", "torch.round(x)", Tensor::round);
    }

    private void ofTwo() {
        binary("add", 0, 4, "torch.add(x, y)", Tensor::add);
        binary("div", 1, 4, "torch.div(x, y)", Tensor::div);
        binary("pow", 0, 4, "torch.pow(x, y)", Tensor::pow);
        binary("fmod", -9, 9, "torch.fmod(x, y)", Tensor::fmod);
        binary("remainder", -9, 9, "torch.remainder(x, y)", Tensor::remainder);
        binary("floor_divide", -9, 9, "torch.floor_divide(x, y)", Tensor::floorDivide);
        binary("atan2", -9, 9, "torch.atan2(x, y)", Tensor::atan2);
        binary("maximum", -9, 9, "torch.maximum(x, y)", Tensor::maximum);
        binary("hypot", -9, 9, "torch.hypot(x, y)", Tensor::hypot);
        binary("lt", -9, 9, "torch.lt(x, y)", Tensor::lt);
    }

    private void unary(String name, String script, UnaryOperator<Tensor> function) {
        unary(name, -1, 1, script, function);
    }

    private void positive(String name, String script, UnaryOperator<Tensor> function) {
        unary(name, 0, 4, script, function);
    }

    private void unary(String name, int low, int high, String script, UnaryOperator<Tensor> function) {
        for (int megabytes : MEGABYTES) {
            add(Formulas.subject(
                    name,
                    megabytes + "MB",
                    megabytes * 0x1p20,
                    script,
                    in -> function.apply(in.getFirst()),
                    new Operand(DType.F32, low, high, List.of(megabytes << 18))));
        }
    }

    private void binary(String name, int low, int high, String script, BinaryOperator<Tensor> function) {
        for (int megabytes : MEGABYTES) {
            var operand = new Operand(DType.F32, low, high, List.of(megabytes << 18));
            add(Formulas.subject(
                    name,
                    megabytes + "MB",
                    name.equals("lt") ? megabytes * 0x1p18 : megabytes * 0x1p20,
                    script,
                    in -> function.apply(in.get(0), in.get(1)),
                    operand,
                    operand));
        }
    }

    private void add(Subject subject) {
        subjects.add(subject.everyday(EVERYDAY.contains(subject.kernel()))
                .parallel(subject.shape().equals("16MB")));
    }
}
