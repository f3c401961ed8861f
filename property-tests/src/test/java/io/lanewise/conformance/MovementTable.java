package io.lanewise.conformance;

import io.lanewise.tensor.Index;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tensors;
import java.util.Arrays;
import java.util.List;

/** Shapes, orders, pieces, joins. */
final class MovementTable {
    private MovementTable() {}

    static void fill(Table table) {
        shapes(table);
        orders(table);
        repetitions(table);
        pieces(table);
        diagonals(table);
        joins(table);
    }

    /** Sizes that PyTorch takes as a list or one by one. */
    static Shape shape(Arguments a, String name) {
        return Shape.of(sizes(a, name));
    }

    private static int[] sizes(Arguments a, String name) {
        var given = a.list(name);
        var sizes = given.size() == 1 && given.getFirst() instanceof List<?> list ? list : given;
        return sizes.stream().mapToInt(size -> ((Number) size).intValue()).toArray();
    }

    private static void shapes(Table table) {
        table.put("reshape", "input, *shape", a -> a.tensor("input").reshape(sizes(a, "shape")));
        table.put("view", "input, *shape", a -> a.tensor("input").view(sizes(a, "shape")));
        table.binary("reshape_as", Tensor::reshapeAs);
        table.binary("view_as", Tensor::viewAs);
        table.binary("expand_as", Tensor::expandAs);
        table.put("resize_as_", "input, other", a -> a.tensor("input").reshapeAs(a.tensor("other")));
        table.put("expand", "input, *size", a -> a.tensor("input").expand(sizes(a, "size")));
        table.put("broadcast_to", "input, size", a -> a.tensor("input").expand(a.ints("size")));
        table.put("broadcast_tensors", "*tensors", a -> Tensors.broadcast(a.tensors("tensors")));
        table.put("broadcast_shapes", "*shapes", MovementTable::broadcastShapes);
        table.unary("ravel", Tensor::ravel);
        table.put("flatten", "input, start_dim=0, end_dim=-1", a -> a.tensor("input")
                .flatten(a.integer("start_dim"), a.integer("end_dim")));
        table.put(
                "unflatten", "input, dim, sizes", a -> a.tensor("input").unflatten(a.integer("dim"), a.ints("sizes")));
        table.put(
                "squeeze",
                "input, dim=None",
                a -> a.isNone("dim")
                        ? a.tensor("input").squeeze()
                        : a.tensor("input").squeeze(a.integer("dim")));
        table.put("unsqueeze", "input, dim", a -> a.tensor("input").unsqueeze(a.integer("dim")));
        table.put("clone", "input, memory_format=None", a -> a.tensor("input").copy());
        table.put("contiguous", "input, memory_format=None", a -> a.tensor("input")
                .contiguous());
        atLeast(table);
    }

    private static List<Long> broadcastShapes(Arguments a) {
        var common = Shape.SCALAR;
        for (var shape : a.list("shapes")) {
            common = Shape.broadcast("broadcast_shapes", common, Shape.of(Arguments.ints(shape)));
        }
        return Arrays.stream(common.toArray()).asLongStream().boxed().toList();
    }

    private static void atLeast(Table table) {
        table.put(
                "atleast_1d",
                "input",
                a -> a.isList("input")
                        ? a.tensors("input").stream().map(Tensor::atLeast1d).toList()
                        : a.tensor("input").atLeast1d());
        table.put(
                "atleast_2d",
                "input",
                a -> a.isList("input")
                        ? a.tensors("input").stream().map(Tensor::atLeast2d).toList()
                        : a.tensor("input").atLeast2d());
        table.put(
                "atleast_3d",
                "input",
                a -> a.isList("input")
                        ? a.tensors("input").stream().map(Tensor::atLeast3d).toList()
                        : a.tensor("input").atLeast3d());
    }

    private static void orders(Table table) {
        table.put("permute", "input, *dims", a -> a.tensor("input").permute(sizes(a, "dims")));
        table.put("transpose", "input, dim0, dim1", a -> a.tensor("input")
                .transpose(a.integer("dim0"), a.integer("dim1")));
        table.unary("t", Tensor::t);
        table.unary("T", Tensor::reverseAxes);
        table.unary("H", Tensor::t);
        table.unary("mT", Tensor::mT);
        table.unary("mH", Tensor::mT);
        table.put("flip", "input, dims", a -> a.tensor("input").flip(a.ints("dims")));
        table.unary("fliplr", Tensor::fliplr);
        table.unary("flipud", Tensor::flipud);
        table.put(
                "rot90",
                "input, k=1, dims=None",
                a -> a.isNone("dims")
                        ? a.tensor("input").rot90(a.integer("k"), 0, 1)
                        : a.tensor("input").rot90(a.integer("k"), a.ints("dims")[0], a.ints("dims")[1]));
        table.put(
                "roll",
                "input, shifts, dims=None",
                a -> a.ints("dims").length == 0
                        ? a.tensor("input").roll(a.integer("shifts"))
                        : a.tensor("input").roll(a.ints("shifts"), a.ints("dims")));
        table.put("fft.fftshift", "input, dim=None", a -> a.tensor("input").fftshift(a.ints("dim")));
        table.put("fft.ifftshift", "input, dim=None", a -> a.tensor("input").ifftshift(a.ints("dim")));
    }

    private static void repetitions(Table table) {
        table.put("repeat", "input, *repeats", a -> a.tensor("input").repeat(sizes(a, "repeats")));
        table.put("tile", "input, *dims", a -> a.tensor("input").tile(sizes(a, "dims")));
        table.put("repeat_interleave", "input, repeats, dim=None, output_size=None", MovementTable::repeatInterleave);
        table.put("unfold", "input, dimension, size, step", a -> a.tensor("input")
                .unfold(a.integer("dimension"), a.integer("size"), a.integer("step")));
        table.put(
                "constant_pad_nd", "input, pad, value=0", a -> a.tensor("input").pad(a.number("value"), a.ints("pad")));
    }

    private static Tensor repeatInterleave(Arguments a) {
        var x = a.isNone("dim") ? a.tensor("input").ravel() : a.tensor("input");
        int axis = a.isNone("dim") ? 0 : a.integer("dim");
        return a.isTensor("repeats")
                ? x.repeatInterleave(a.tensor("repeats"), axis)
                : x.repeatInterleave(a.integer("repeats"), axis);
    }

    private static void pieces(Table table) {
        table.put("split", "input, split_size_or_sections, dim=0", MovementTable::split);
        table.put("split__list_args", "input, split_size_or_sections, dim=0", MovementTable::split);
        table.put("split_with_sizes", "input, split_size_or_sections, dim=0", MovementTable::split);
        table.put("chunk", "input, chunks, dim=0", a -> a.tensor("input").chunk(a.integer("chunks"), a.integer("dim")));
        table.put(
                "tensor_split",
                "input, sections, dim=0",
                a -> several(a)
                        ? a.tensor("input").tensorSplit(a.ints("sections"), a.integer("dim"))
                        : a.tensor("input").tensorSplit(a.integer("sections"), a.integer("dim")));
        table.put(
                "hsplit",
                "input, sections",
                a -> several(a)
                        ? a.tensor("input").hsplit(a.ints("sections"))
                        : a.tensor("input").hsplit(a.integer("sections")));
        table.put(
                "vsplit",
                "input, sections",
                a -> several(a)
                        ? a.tensor("input").vsplit(a.ints("sections"))
                        : a.tensor("input").vsplit(a.integer("sections")));
        table.put(
                "dsplit",
                "input, sections",
                a -> several(a)
                        ? a.tensor("input").dsplit(a.ints("sections"))
                        : a.tensor("input").dsplit(a.integer("sections")));
        table.put("unbind", "input, dim=0", a -> a.tensor("input").unbind(a.integer("dim")));
        table.put("narrow", "input, dim, start, length", a -> a.tensor("input")
                .narrow(a.integer("dim"), a.integer("start"), a.integer("length")));
        table.put("narrow_copy", "input, dim, start, length", a -> a.tensor("input")
                .narrow(a.integer("dim"), a.integer("start"), a.integer("length"))
                .copy());
        table.put("select", "input, dim, index", a -> a.tensor("input").select(a.integer("dim"), a.integer("index")));
        table.put("slice", "input, dim=0, start=None, end=None, step=1", a -> a.tensor("input")
                .slice(a.integer("dim"), (int) a.number("start", 0), bound(a, "end"), a.integer("step")));
        table.put("as_strided", "input, size, stride, storage_offset=0", a -> a.tensor("input")
                .asStrided(a.ints("size"), a.ints("stride"), a.integer("storage_offset")));
    }

    private static List<Tensor> split(Arguments a) {
        return a.isList("split_size_or_sections")
                ? a.tensor("input").split(a.ints("split_size_or_sections"), a.integer("dim"))
                : a.tensor("input").split(a.integer("split_size_or_sections"), a.integer("dim"));
    }

    /** Whether the sections are places, and not a number of pieces. */
    private static boolean several(Arguments a) {
        return a.isList("sections")
                || a.isTensor("sections") && a.tensor("sections").dim() > 0;
    }

    private static int bound(Arguments a, String name) {
        return (int) Math.min(a.number(name, Index.END), Index.END);
    }

    private static void diagonals(Table table) {
        table.put("diagonal", "input, offset=0, dim1=0, dim2=1", a -> a.tensor("input")
                .diagonal(a.integer("offset"), a.integer("dim1"), a.integer("dim2")));
        table.put("diag", "input, diagonal=0", a -> a.tensor("input").diag(a.integer("diagonal")));
        table.put("diagflat", "input, offset=0", a -> a.tensor("input").diagflat(a.integer("offset")));
        table.put("diag_embed", "input, offset=0, dim1=-2, dim2=-1", a -> a.tensor("input")
                .diagEmbed(a.integer("offset"), a.integer("dim1"), a.integer("dim2")));
        table.put("tril", "input, diagonal=0", a -> a.tensor("input").tril(a.integer("diagonal")));
        table.put("triu", "input, diagonal=0", a -> a.tensor("input").triu(a.integer("diagonal")));
        table.put("diagonal_scatter", "input, src, offset=0, dim1=0, dim2=1", a -> a.tensor("input")
                .diagonalScatter(a.tensor("src"), a.integer("offset"), a.integer("dim1"), a.integer("dim2")));
        table.put("as_strided_scatter", "input, src, size, stride, storage_offset=0", a -> a.tensor("input")
                .asStridedScatter(a.tensor("src"), a.ints("size"), a.ints("stride"), a.integer("storage_offset")));
        table.put("select_scatter", "input, src, dim, index", a -> a.tensor("input")
                .selectScatter(a.tensor("src"), a.integer("dim"), a.integer("index")));
    }

    private static void joins(Table table) {
        table.put("cat", "tensors, dim=0", a -> Tensor.cat(a.tensors("tensors"), a.integer("dim")));
        table.put("stack", "tensors, dim=0", a -> Tensor.stack(a.tensors("tensors"), a.integer("dim")));
        table.put("hstack", "tensors", a -> Tensors.hstack(a.tensors("tensors")));
        table.put("vstack", "tensors", a -> Tensors.vstack(a.tensors("tensors")));
        table.put("column_stack", "tensors", a -> Tensors.columnStack(a.tensors("tensors")));
        table.put("block_diag", "*tensors", a -> Tensors.blockDiag(a.tensors("tensors")));
        table.put("cartesian_prod", "*tensors", a -> Tensors.cartesianProduct(a.tensors("tensors")));
        table.put(
                "combinations",
                "input, r=2, with_replacement=False",
                a -> Tensors.combinations(a.tensor("input"), a.integer("r"), a.bool("with_replacement")));
        table.put(
                "meshgrid__variadic_tensors",
                "*tensors, indexing='ij'",
                a -> Tensors.meshgrid(a.tensors("tensors"), a.string("indexing").equals("xy")));
        table.put(
                "meshgrid__list_of_tensors",
                "tensors, indexing='ij'",
                a -> Tensors.meshgrid(a.tensors("tensors"), a.string("indexing").equals("xy")));
    }
}
