package io.lanewise.nn.optim;

import io.lanewise.expr.Steps;
import io.lanewise.tensor.Tensor;
import java.util.List;

/** {@link Adam} with decoupled weight decay, 0.01 at first: p is multiplied by 1 − lr·decay. Loshchilov and Hutter, 2019. */
public final class AdamW extends Adam {
    public AdamW(List<Tensor> parameters, double lr) {
        super(Steps.ADAMW, parameters, lr, 0.01);
    }
}
