package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import java.util.Map;

/** Modules one after another; their names are 0, 1, … or those given. */
public final class Sequential extends Module {
    public Sequential(Module... modules) {
        for (int i = 0; i < modules.length; i++) {
            module(Integer.toString(i), modules[i]);
        }
    }

    /** Modules under names of their own, in the map's order. */
    public Sequential(Map<String, Module> modules) {
        modules.forEach(this::module);
    }

    @Override
    public Tensor forward(Tensor input) {
        var x = input;
        for (var module : children().values()) {
            x = module.forward(x);
        }
        return x;
    }
}
