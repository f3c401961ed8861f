package io.lanewise.autograd;

import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An operation while it is put on the tape. It lives for that moment only: formulas capture what they save of it. */
record Recording(Op op, List<Tensor> inputs, Tensor output) {
    Shape shape(int input) {
        return inputs.get(input).shape();
    }

    /** Keeps an input as it was before the operation: what an operation in place overwrites is refused later. */
    Saved save(int input) {
        var x = inputs.get(input);
        return new Saved(op.name(), x, x.storage().version());
    }

    /** Keeps the result as it will be once the operation is done. */
    Saved saveOutput() {
        return new Saved(op.name(), output, output.savedVersion());
    }

    /** A rule for each input in order; they record only for inputs that need a gradient. */
    @Nullable
    Backward each(Rule... rules) {
        return each(Arrays.asList(rules));
    }

    @Nullable
    Backward each(List<Rule> rules) {
        var formulas = new ArrayList<@Nullable UnaryOperator<Tensor>>(inputs.size());
        boolean any = false;
        for (int i = 0; i < inputs.size(); i++) {
            boolean needed = i < rules.size() && inputs.get(i).requiresGrad();
            var formula = needed ? rules.get(i).record(this) : null;
            any |= formula != null;
            formulas.add(formula);
        }
        return any ? new OfInputs(formulas) : null;
    }

    /** A formula for each input that needs a gradient. */
    private record OfInputs(List<@Nullable UnaryOperator<Tensor>> formulas) implements Backward {
        @Override
        public List<@Nullable Tensor> apply(Tensor gradient) {
            return apply(gradient, _ -> true);
        }

        @Override
        public List<@Nullable Tensor> apply(Tensor gradient, IntPredicate wanted) {
            var gradients = new ArrayList<@Nullable Tensor>(formulas.size());
            for (int i = 0; i < formulas.size(); i++) {
                var formula = formulas.get(i);
                gradients.add(formula == null || !wanted.test(i) ? null : formula.apply(gradient));
            }
            return gradients;
        }
    }
}
