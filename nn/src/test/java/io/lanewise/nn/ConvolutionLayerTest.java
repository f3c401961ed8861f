package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import org.junit.jupiter.api.Test;

class ConvolutionLayerTest {
    private static Generator generator() {
        return new Generator(1);
    }

    @Test
    void windowsGiveTheSizesOfTheResultWithAndWithoutBatch() {
        assertThat(new Conv1d(3, 4, 5, generator())
                        .forward(Tensor.zeros(2, 3, 9))
                        .shape())
                .isEqualTo(Shape.of(2, 4, 5));
        assertThat(new Conv2d(3, 4, 3, 2, 1, generator())
                        .forward(Tensor.zeros(2, 3, 9, 8))
                        .shape())
                .isEqualTo(Shape.of(2, 4, 5, 4));
        assertThat(new Conv3d(2, 4, 3, 1, 1, generator())
                        .forward(Tensor.zeros(2, 4, 5, 6))
                        .shape())
                .isEqualTo(Shape.of(4, 4, 5, 6));
    }

    @Test
    void aKernelOfOneIsALinearLayerOfTheChannels() {
        var convolution = new Conv2d(5, 7, 1, generator());
        var x = generator().randn(2, 5, 3, 4);
        var expected = x.moveaxis(1, -1)
                .linear(convolution.weight().reshape(7, 5), convolution.bias())
                .moveaxis(-1, 1);
        assertThat(convolution.forward(x).allClose(expected, 1e-5, 1e-6, false)).isTrue();
    }

    @Test
    void allParametersGetGradients() {
        var network = new Sequential(
                new Conv2d(2, 4, 3, 1, 1, generator()),
                new MaxPool2d(2),
                new Conv2d(4, 4, 3, 1, 1, 1, 4, false, generator()),
                new Flatten(),
                new Linear(16, 3, generator()));
        network.forward(generator().randn(2, 2, 4, 4)).sum().backward();
        network.parameters().forEach(p -> assertThat(p.grad()).isNotNull());
    }

    @Test
    void groupsThatDoNotDivideTheChannelsAreRefused() {
        assertThatThrownBy(() -> new Conv2d(3, 4, 3, 1, 1, 1, 2, true, generator()))
                .hasMessage("Conv2d: 2 groups do not divide 3 channels and 4 filters evenly");
    }
}
