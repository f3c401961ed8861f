package io.lanewise.onnx.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@code ValueInfoProto}: what a graph's inputs and outputs are. */
final class TypeReader {
    private ValueInfo.Container container = ValueInfo.Container.OTHER;
    private ElementKind kind = ElementKind.UNDEFINED;
    private @Nullable List<String> dims;

    private TypeReader() {}

    static ValueInfo valueInfo(ProtoReader in) {
        var name = "";
        var type = new TypeReader();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> type.read(in.message(), true);
                default -> in.skip();
            }
        }
        return new ValueInfo(name, type.container, type.kind, type.dims);
    }

    private void read(ProtoReader in, boolean outermost) {
        while (in.next()) {
            var found =
                    switch (in.field()) {
                        case 1 -> ValueInfo.Container.TENSOR;
                        case 4 -> ValueInfo.Container.SEQUENCE;
                        case 9 -> ValueInfo.Container.OPTIONAL;
                        default -> ValueInfo.Container.OTHER;
                    };
            if (outermost) {
                container = found;
            }
            switch (found) {
                case TENSOR -> tensor(in.message());
                case SEQUENCE, OPTIONAL -> element(in.message());
                case OTHER -> in.skip();
            }
        }
    }

    private void element(ProtoReader in) {
        while (in.next()) {
            if (in.field() == 1) {
                read(in.message(), false);
            } else {
                in.skip();
            }
        }
    }

    private void tensor(ProtoReader in) {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> kind = ElementKind.of(in.smallInteger());
                case 2 -> dims = shape(in.message());
                default -> in.skip();
            }
        }
    }

    private static List<String> shape(ProtoReader in) {
        var dims = new ArrayList<String>();
        while (in.next()) {
            if (in.field() == 1) {
                dims.add(dimension(in.message()));
            } else {
                in.skip();
            }
        }
        return dims;
    }

    private static String dimension(ProtoReader in) {
        var dimension = ValueInfo.ANY_SIZE;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> dimension = Long.toString(in.integer());
                case 2 -> dimension = in.text();
                default -> in.skip();
            }
        }
        return dimension;
    }
}
