package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
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
}
