package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Map;

/** What has a state that can be saved as named tensors and brought back to the last bit. */
public interface Stateful {
    /** The state by name, in a fixed order. The tensors may share memory with the live state. */
    Map<String, Tensor> stateDict();

    /**
     * Takes on a state that {@link #stateDict} returned. Nothing is changed when it does not fit.
     *
     * @throws StateException naming what is missing, unexpected or of another shape
     */
    void loadStateDict(Map<String, Tensor> state);

    /** A generator's place in its stream of random numbers, for checkpoints of models that draw some: dropout. */
    static Stateful of(Generator generator) {
        return new Stateful() {
            @Override
            public Map<String, Tensor> stateDict() {
                return Map.of("state", Tensor.of(generator.state()));
            }

            @Override
            public void loadStateDict(Map<String, Tensor> state) {
                var place = Tensor.of(generator.state());
                State.load("Generator", Map.of("state", place), state, true);
                try {
                    generator.setState(place.toLongArray());
                } catch (IllegalArgumentException e) {
                    throw new StateException(String.valueOf(e.getMessage()));
                }
            }
        };
    }
}
