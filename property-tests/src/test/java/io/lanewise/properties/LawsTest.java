package io.lanewise.properties;

import static io.lanewise.properties.RandomTensors.bits;
import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.properties.RandomTensors.Layout;
import io.lanewise.properties.RandomTensors.Recipe;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of movement, broadcasting, places and layouts. */
class LawsTest {
    @Provide
    Arbitrary<Recipe> recipes() {
        return RandomTensors.recipes(0, 4);
    }

    @Provide
    Arbitrary<Recipe> atLeastOneAxis() {
        return RandomTensors.recipes(1, 4).filter(recipe -> recipe.shape().elements() > 0);
    }

    @Provide
    Arbitrary<DType> types() {
        return Arbitraries.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.I8, DType.U8, DType.BOOL);
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        assertThat(bits(actual)).isEqualTo(bits(expected));
    }

    @Property(tries = 300)
    void everyLayoutHoldsTheSameElements(@ForAll("recipes") Recipe recipe, @ForAll("types") DType dtype) {
        assertSame(recipe.tensor(dtype), RandomTensors.dense(recipe.shape(), dtype, recipe.seed()));
        assertSame(recipe.tensor(dtype).copy(), recipe.tensor(dtype));
    }

    @Property(tries = 300)
    void resultsDoNotDependOnTheLayout(@ForAll("recipes") Recipe recipe, @ForAll Layout other) {
        var x = recipe.f32();
        var y = RandomTensors.laid(RandomTensors.dense(recipe.shape(), DType.F32, recipe.seed() + 1), other);
        assertSame(x.mul(y).add(x), x.copy().mul(y.copy()).add(x.copy()));
        assertSame(x.exp(), x.copy().exp());
        assertSame(x.lt(y), x.copy().lt(y.copy()));
        assertSame(x.to(DType.F64).to(DType.I32), x.copy().to(DType.F64).to(DType.I32));
    }

    @Property(tries = 200)
    void aPermutationAndItsInverseChangeNothing(@ForAll("recipes") Recipe recipe, @ForAll long seed) {
        var order = new ArrayList<>(
                IntStream.range(0, recipe.shape().rank()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        var axes = order.stream().mapToInt(Integer::intValue).toArray();
        var inverse = IntStream.range(0, axes.length).map(order::indexOf).toArray();
        assertSame(recipe.f32().permute(axes).permute(inverse), recipe.f32());
    }

    @Property(tries = 200)
    void reshapingThereAndBackChangesNothing(@ForAll("recipes") Recipe recipe) {
        var x = recipe.f32();
        assertSame(x.reshape(-1).reshape(x.shape()), x);
        assertSame(x.unsqueeze(0).squeeze(0), x);
    }

    @Property(tries = 200)
    void piecesJoinedAgainAreTheWhole(
            @ForAll("atLeastOneAxis") Recipe recipe, @ForAll @IntRange(min = 1, max = 5) int size, @ForAll int axis) {
        var x = recipe.f32();
        int at = Math.floorMod(axis, x.dim());
        assertSame(Tensor.cat(x.split(size, at), at), x);
        assertSame(Tensor.stack(x.unbind(at), at), x);
    }

    @Property(tries = 200)
    void flippingAndRollingAreUndone(
            @ForAll("atLeastOneAxis") Recipe recipe,
            @ForAll @IntRange(min = -99, max = 99) int shift,
            @ForAll int axis) {
        var x = recipe.f32();
        int at = Math.floorMod(axis, x.dim());
        assertSame(x.flip(at).flip(at), x);
        assertSame(x.roll(shift, at).roll(-shift, at), x);
    }

    @Property(tries = 200)
    void gatherByAnOrderSortsAndByItsInverseRestores(@ForAll("atLeastOneAxis") Recipe recipe, @ForAll int axis) {
        var x = recipe.f32();
        int at = Math.floorMod(axis, x.dim());
        var order = x.argsort(at, false);
        assertSame(x.gather(at, order), x.sort(at, false).values());
        assertSame(x.gather(at, order).gather(at, order.argsort(at, false)), x);
    }

    @Property(tries = 200)
    void broadcastingIsToExpandAndThenToOperate(@ForAll("atLeastOneAxis") Recipe recipe, @ForAll long seed) {
        var x = recipe.f32();
        var random = new Random(seed);
        var sizes = x.shape().toArray();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = random.nextBoolean() ? 1 : sizes[i];
        }
        var small = RandomTensors.dense(Shape.of(sizes), DType.F32, seed);
        assertSame(x.mul(small), x.mul(small.expand(x.shape())));
        assertSame(small.sub(x), small.expand(x.shape()).copy().sub(x));
    }

    @Property(tries = 200)
    void aViewShowsChangesOfItsBase(@ForAll("atLeastOneAxis") Recipe recipe, @ForAll int axis) {
        var x = recipe.f32();
        int at = Math.floorMod(axis, x.dim());
        var view = x.select(at, x.size(at) - 1);
        var before = x.copy();
        view.mul_(2.0);
        assertSame(
                x.select(at, x.size(at) - 1), before.select(at, x.size(at) - 1).mul(2.0));
        assertSame(x.narrow(at, 0, x.size(at) - 1), before.narrow(at, 0, x.size(at) - 1));
        x.fill_(7.0);
        assertThat(view.toFloatArray()).containsOnly(7f);
    }

    @Property(tries = 200)
    void inPlaceAndOutOfPlaceGiveTheSame(@ForAll("recipes") Recipe recipe, @ForAll("recipes") Recipe other) {
        var y = RandomTensors.dense(recipe.shape(), DType.F32, other.seed());
        assertSame(recipe.f32().add_(y), recipe.f32().add(y));
        assertSame(recipe.f32().mul_(y), recipe.f32().mul(y));
        assertSame(recipe.f32().div_(y), recipe.f32().div(y));
        assertSame(recipe.f32().relu_(), recipe.f32().relu());
        assertSame(recipe.f32().clamp_(-1, 1), recipe.f32().clamp(-1, 1));
        var x = recipe.f32();
        assertSame(x.mul_(x), recipe.f32().square());
    }

    @Property(tries = 200)
    void theWholeIsComputedLikeItsParts(@ForAll("atLeastOneAxis") Recipe recipe, @ForAll int cut) {
        var x = recipe.f32();
        int at = Math.floorMod(cut, x.size(0) + 1);
        var parts = x.split(new int[] {at, x.size(0) - at}, 0);
        for (var f : List.<java.util.function.UnaryOperator<Tensor>>of(
                Tensor::exp, Tensor::gelu, t -> t.mul(3.0), t -> t.dim() < 2 ? t : t.softmax(-1))) {
            assertSame(Tensor.cat(parts.stream().map(f).toList(), 0), f.apply(x));
        }
    }

    @Property(tries = 100)
    void typesMeetAsInPyTorchWhateverTheOrder(@ForAll("types") DType a, @ForAll("types") DType b) {
        var x = Tensor.ones(Shape.of(3), a);
        var y = Tensor.ones(Shape.of(3), b);
        assertThat(x.add(y).dtype()).isEqualTo(y.add(x).dtype()).isEqualTo(DType.promote(a, b));
        assertThat(x.add(y.select(0, 0)).dtype()).isEqualTo(b.category().compareTo(a.category()) > 0 ? b : a);
    }
}
