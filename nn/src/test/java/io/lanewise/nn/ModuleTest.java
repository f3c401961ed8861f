package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private static Sequential network(long seed) {
        var generator = new Generator(seed);
        return new Sequential(new Flatten(), new Linear(4, 3, generator), new ReLU(), new Linear(3, 2, generator));
    }

    @Test
    void parametersAreNamedByThePathToThem() {
        assertThat(network(1).namedParameters().keySet()).containsExactly("1.weight", "1.bias", "3.weight", "3.bias");
        assertThat(network(1).parameterCount()).isEqualTo(4 * 3 + 3 + 3 * 2 + 2);
    }

    @Test
    void childrenOfASequentialCanHaveNames() {
        var modules = new LinkedHashMap<String, Module>();
        modules.put("hidden", new Linear(2, 2, new Generator(1)));
        modules.put("activation", new ReLU());
        assertThat(new Sequential(modules).stateDict().keySet()).containsExactly("hidden.weight", "hidden.bias");
    }

    @Test
    void aLoadedStateGivesTheSameOutputsToTheBit() {
        var saved = network(1);
        var other = network(2);
        var x = new Generator(3).randn(5, 4);
        assertThat(other.forward(x).toFloatArray())
                .isNotEqualTo(saved.forward(x).toFloatArray());
        other.loadStateDict(saved.stateDict());
        assertThat(other.forward(x).toFloatArray()).isEqualTo(saved.forward(x).toFloatArray());
    }

    @Test
    void aStateThatDoesNotFitChangesNothingAndNamesEachDifference() {
        var module = network(1);
        var before = module.namedParameters().get("1.weight").toFloatArray();
        var state = new LinkedHashMap<>(network(2).stateDict());
        state.remove("3.bias");
        state.put("extra", Tensor.of(1f));
        state.put("3.weight", Tensor.zeros(2, 4));
        assertThatThrownBy(() -> module.loadStateDict(state))
                .isInstanceOf(StateException.class)
                .hasMessage("Sequential: the state does not fit: missing '3.bias'; unexpected 'extra';"
                        + " '3.weight' has shape [2, 4], expected [2, 3]");
        assertThat(module.namedParameters().get("1.weight").toFloatArray()).isEqualTo(before);
    }

    @Test
    void withoutStrictnessOnlyShapesMustFit() {
        var module = network(1);
        module.loadStateDict(Map.of("1.bias", Tensor.of(1f, 2f, 3f), "other", Tensor.of(1f)), false);
        assertThat(module.namedParameters().get("1.bias").toFloatArray()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> module.loadStateDict(Map.of("1.bias", Tensor.of(1f)), false))
                .isInstanceOf(StateException.class);
    }

    @Test
    void aModuleIsPrintedAsPyTorchDoes() {
        assertThat(new Sequential(network(1), new Dropout(0.5, new Generator(1))))
                .hasToString("""
                    Sequential(
                      (0): Sequential(
                        (0): Flatten(start=1, end=-1)
                        (1): Linear(inFeatures=4, outFeatures=3, bias=true)
                        (2): ReLU()
                        (3): Linear(inFeatures=3, outFeatures=2, bias=true)
                      )
                      (1): Dropout(p=0.5)
                    )\
                    """);
    }

    @Test
    void aSharedParameterIsThereOnceAndStaysShared() {
        var layer = new Linear(3, 3, new Generator(1));
        var twice = new Sequential(layer, layer);
        assertThat(twice.parameters()).hasSize(2);
        assertThat(twice.stateDict()).hasSize(4);
        twice.to(DType.F64);
        assertThat(twice.parameters()).containsExactly(layer.weight(), layer.bias());
        assertThat(layer.weight().dtype()).isEqualTo(DType.F64);
    }

    @Test
    void afterAConversionAModuleComputesAndLearnsInTheOtherType() {
        var module = network(1);
        module.to(DType.F64);
        var output = module.forward(Tensor.ones(Shape.of(2, 4), DType.F64));
        assertThat(output.dtype()).isEqualTo(DType.F64);
        output.sum().backward();
        assertThat(module.namedParameters().get("3.bias").grad().toDoubleArray())
                .containsExactly(2, 2);
        assertThatThrownBy(() -> module.to(DType.I64)).hasMessageContaining("float types");
    }

    @Test
    void dropoutDropsInTrainingOnly() {
        var module = new Sequential(new Dropout(0.5, new Generator(1)));
        var ones = Tensor.ones(1000);
        assertThat(module.forward(ones).toFloatArray()).contains(0f, 2f).doesNotContain(1f);
        module.eval();
        assertThat(module.forward(ones).toFloatArray()).containsOnly(1f);
        assertThat(module.train().forward(ones).toFloatArray()).contains(0f);
    }

    @Test
    void zeroGradForgetsAllGradients() {
        var module = network(1);
        module.forward(Tensor.ones(2, 4)).sum().backward();
        assertThat(module.parameters()).allSatisfy(p -> assertThat(p.grad()).isNotNull());
        module.zeroGrad();
        assertThat(module.parameters()).allSatisfy(p -> assertThat(p.grad()).isNull());
    }

    @Test
    void linearStartsUniformlyWithinOneByTheRootOfItsInputs() {
        var linear = new Linear(100, 50, new Generator(1));
        var weight = linear.weight();
        assertThat(weight.amax().item()).isBetween(0.099, 0.1);
        assertThat(weight.amin().item()).isBetween(-0.1, -0.099);
        assertThat(weight.mean().item()).isBetween(-0.005, 0.005);
        assertThat(new Linear(100, 50, new Generator(1)).weight().toFloatArray())
                .isEqualTo(weight.toFloatArray());
    }

    @Test
    void embeddingPicksRowsForIndicesOfAnyShape() {
        var embedding = new Embedding(4, 2, new Generator(1));
        var rows = embedding.forward(Tensor.of(3L, 0L, 0L, 1L).reshape(2, 2));
        assertThat(rows.shape().toArray()).containsExactly(2, 2, 2);
        var table = embedding.weight().toFloatArray();
        assertThat(rows.toFloatArray())
                .containsExactly(table[6], table[7], table[0], table[1], table[0], table[1], table[2], table[3]);
    }

    @Test
    void aNameIsUsedOnce() {
        assertThatThrownBy(() -> new Module() {
                    {
                        parameter("a", Tensor.of(1f));
                        buffer("a", Tensor.of(1f));
                    }

                    @Override
                    public Tensor forward(Tensor input) {
                        return input;
                    }
                })
                .hasMessageContaining("'a' already");
    }
}
