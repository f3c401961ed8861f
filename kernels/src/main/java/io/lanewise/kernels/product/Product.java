package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import java.lang.reflect.Array;

/**
 * The loops around the tiles: blocks of columns and of k are packed so that they stay in the cache, and the output is
 * divided among threads by tiles. No division but that of k touches a sum.
 */
public final class Product {
    /** The longest block of k. A constant, since the bits of the results depend on it. */
    static final int KC = 256;

    /** Operations that are worth another thread. */
    static final double GRAIN = 5e5;

    private static final Product F32 = ofMachine(ElementType.F32);
    private static final Product F64 = ofMachine(ElementType.F64);

    final ElementType type;
    public final Tiles tiles;
    final int width;
    final int height;
    public final int lanes;

    /** Whether a tile does so much for a row of b that it does not matter how the row is addressed. */
    final boolean wide;

    final Object zeros;

    Product(ElementType type, Tiles tiles) {
        this.type = type;
        this.tiles = tiles;
        width = tiles.width();
        height = tiles.height();
        lanes = tiles.lanes();
        wide = lanes > 1 && width / lanes >= 4;
        zeros = Array.newInstance(type.carrier(), tiles.reach(1));
    }

    private static Product ofMachine(ElementType type) {
        int registers = Cpu.vectorBits() == 512 ? 32 : Cpu.registers();
        return new Product(type, WarmingTiles.of(type, Cpu.vectorBits(), registers));
    }

    /**
     * The product of this machine: one for all who multiply, so that its tiles warm up once.
     *
     * @throws IllegalArgumentException for types other than f32 and f64
     */
    public static Product of(ElementType type) {
        return switch (type) {
            case F32 -> F32;
            case F64 -> F64;
            default ->
                throw new IllegalArgumentException("matmul: elements are " + type.lower() + "; expected f32 or f64");
        };
    }

    public void run(ProductCall call) {
        call.check(type, width);
        if (call.m() == 0 || call.n() == 0) {
            return;
        }
        if (call.isColumn()) {
            divide(call.transposed());
        } else {
            divide(call);
        }
    }

    private void divide(ProductCall call) {
        double work = 2.0 * call.m() * call.n() * Math.max(1, call.k());
        int threads = (int) Math.min(Pool.threads(), work / GRAIN);
        if (threads <= 1) {
            ProductBlock.run(this, call, 0, call.m(), 0, call.n());
            return;
        }
        int rowTiles = tilesOf(call.m(), height);
        int columnTiles = tilesOf(call.n(), width);
        int across = split(threads, rowTiles, columnTiles);
        int down = Math.min(threads / across, rowTiles);
        Pool.run(across * down, i -> {
            int x = i % across;
            int y = i / across;
            ProductBlock.run(
                    this,
                    call,
                    part(rowTiles, y, down) * height,
                    Math.min(call.m(), part(rowTiles, y + 1, down) * height),
                    part(columnTiles, x, across) * width,
                    Math.min(call.n(), part(columnTiles, x + 1, across) * width));
        });
    }

    private static int tilesOf(int n, int step) {
        return (n + step - 1) / step;
    }

    private static int part(int n, int i, int parts) {
        return (int) ((long) n * i / parts);
    }

    /** Into how many parts the columns are divided, so that the largest part is least; packing counts as two rows. */
    private static int split(int threads, int rowTiles, int columnTiles) {
        int best = 1;
        long least = Long.MAX_VALUE;
        for (int across = 1; across <= Math.min(threads, columnTiles); across++) {
            long columns = tilesOf(columnTiles, across);
            long rows = tilesOf(rowTiles, Math.min(threads / across, rowTiles));
            long cost = columns * (rows + 2);
            if (cost < least) {
                least = cost;
                best = across;
            }
        }
        return best;
    }

    PackedB pack(int n, int k, Object b, int bo, int bRow, int bCol) {
        ProductCall.bounds(type, "b", k, n, b, bo, bRow, bCol);
        ProductCall call = new ProductCall(0, n, k, b, 0, 0, 0, b, bo, bRow, bCol, null, b, 0, 0, Epilogue.STORE);
        long size = (long) k * PackedB.ceil(n, width);
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("matmul: b of " + k + " x " + n + " elements is too large to pack");
        }
        Object panels = Array.newInstance(type.carrier(), (int) size);
        PackedB packed = new PackedB(type, n, k, width, panels);
        for (int p = 0; p < call.blocks() && n > 0; p++) {
            int k0 = call.block(p);
            int kc = call.block(p + 1) - k0;
            pack(call, k0, kc, 0, n, panels, packed.offset(k0, kc, 0));
        }
        return packed;
    }

    /** Packs rows k0 to k0 + kc and columns j0 to j1 of b into panels; lanes beyond the last column keep what they hold. */
    void pack(ProductCall call, int k0, int kc, int j0, int j1, Object to, int offset) {
        PanelSource source = call.right();
        if (source != null) {
            for (int j = j0; j < j1; j += width) {
                source.pack(k0, kc, j, Math.min(j1, j + width), to, offset + (j - j0) * kc, width);
            }
            return;
        }
        // Where rows are contiguous, a few whole rows at a time, so that memory is read in long runs.
        int some = call.bCol() == 1 ? 16 : kc;
        for (int t = 0; t < kc; t += some) {
            int rows = Math.min(some, kc - t);
            for (int j = j0; j < j1; j += width) {
                int from = call.bo() + (k0 + t) * call.bRow() + j * call.bCol();
                int panel = offset + (j - j0) * kc + t * width;
                int columns = Math.min(width, j1 - j);
                tiles.pack(rows, columns, call.b(), from, call.bRow(), call.bCol(), to, panel, width);
            }
        }
    }
}
