package io.lanewise.kernels.fused;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.CLASS_INIT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;

/**
 * Writes the class of one {@link FusedKernel}: a method for one element, and {@code run} with its loops. Where it is in
 * vectors, the vectors' loop comes first and what is left over goes element by element.
 */
final class FusedAssembler {
    /** The class's static final field that holds the species: a constant to the compiler. */
    static final String SPECIES = "SPECIES";

    private static final ClassDesc SELF = ClassDesc.of("io.lanewise.kernels.fused.Fused");
    private static final ClassDesc KERNEL = ClassDesc.of("io.lanewise.kernels.fused.FusedKernel");
    private static final String ELEMENT = "element";
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(
            CD_void, CD_Object.arrayType(), CD_int.arrayType(), CD_int.arrayType(), CD_int, CD_double.arrayType());

    // The parameters of run.
    private static final int ARRAYS = 0;
    private static final int OFFSETS = 1;
    private static final int STEPS = 2;
    private static final int N = 3;
    private static final int PARAMS = 4;

    private final Dag dag;
    private final int params;
    private final ElementType type;
    private final String layout;
    private final TypeKind value;
    private final boolean[] flags;
    private int length;

    FusedAssembler(Dag dag, int arity, int params, ElementType type, String layout) {
        this.dag = dag;
        this.params = params;
        this.type = type;
        this.layout = layout;
        this.value = type == ElementType.F32 ? TypeKind.FLOAT : TypeKind.DOUBLE;
        this.flags = new boolean[arity];
        for (var node : dag.nodes()) {
            if (node.expr() instanceof Expr.Flag(int i)) {
                flags[i] = true;
            }
        }
    }

    /** The bytes of the longest method of the class written last. */
    int length() {
        return length;
    }

    byte[] assemble(boolean vector) {
        var bytes = ClassFile.of().build(SELF, made -> {
            made.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withInterfaceSymbols(KERNEL);
            made.withMethodBody(INIT_NAME, MTD_void, ClassFile.ACC_PUBLIC, code -> code.aload(0)
                    .invokespecial(CD_Object, INIT_NAME, MTD_void)
                    .return_());
            made.withMethodBody(
                    ELEMENT, element(), ClassFile.ACC_STATIC, code -> new FusedScalarCode(code, type, dag, flags.length)
                            .emit());
            made.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> new Run(code, vector).emit());
            if (vector) {
                species(made);
            }
        });
        length = longest(bytes);
        return bytes;
    }

    private void species(java.lang.classfile.ClassBuilder made) {
        var species = FusedVectorCode.species();
        made.withField(SPECIES, species, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        made.withMethodBody(CLASS_INIT_NAME, MTD_void, ClassFile.ACC_STATIC, code -> code.getstatic(
                        ClassDesc.of("io.lanewise.kernels.Simd"), type.name(), species)
                .putstatic(SELF, SPECIES, species)
                .return_());
    }

    private static int longest(byte[] bytes) {
        return ClassFile.of().parse(bytes).methods().stream()
                .mapToInt(method -> method.code()
                        .map((CodeModel code) -> ((CodeAttribute) code).codeLength())
                        .orElse(0))
                .max()
                .orElse(0);
    }

    private MethodTypeDesc element() {
        var number = FusedCode.number(type);
        var result = dag.expr().isCondition() ? CD_int : number;
        return MethodTypeDesc.of(result, Collections.nCopies(flags.length + params, number));
    }

    /** The body of {@code run}. */
    private final class Run {
        private final CodeBuilder code;
        private final boolean vector;
        private final int[] arrays = new int[flags.length + 1];
        private final int[] offsets = new int[flags.length + 1];
        private final int[] steps = new int[flags.length + 1];
        private final int[] scalars = new int[params];
        private final int i;

        Run(CodeBuilder code, boolean vector) {
            this.code = code;
            this.vector = vector;
            this.i = code.allocateLocal(TypeKind.INT);
        }

        void emit() {
            var end = code.newLabel();
            code.iload(code.parameterSlot(N)).ifle(end);
            for (int operand = 0; operand < arrays.length; operand++) {
                declare(operand);
            }
            for (int p = 0; p < params; p++) {
                declareParam(p);
            }
            code.iconst_0().istore(i);
            if (vector) {
                vectors();
            }
            elements();
            code.labelBinding(end).return_();
        }

        private ClassDesc array(int operand) {
            return (isBool(operand) ? CD_byte : FusedCode.number(type)).arrayType();
        }

        private boolean isBool(int operand) {
            return operand == 0 ? dag.expr().isCondition() : flags[operand - 1];
        }

        /** What stands for an operand in the expression. */
        private Expr leaf(int operand) {
            return flags[operand - 1] ? new Expr.Flag(operand - 1) : Expr.input(operand - 1);
        }

        private void declare(int operand) {
            arrays[operand] = code.allocateLocal(TypeKind.REFERENCE);
            offsets[operand] = code.allocateLocal(TypeKind.INT);
            code.aload(code.parameterSlot(ARRAYS))
                    .loadConstant(operand)
                    .aaload()
                    .checkcast(array(operand))
                    .astore(arrays[operand]);
            code.aload(code.parameterSlot(OFFSETS))
                    .loadConstant(operand)
                    .iaload()
                    .istore(offsets[operand]);
            if (layout.charAt(operand) == 'a') {
                steps[operand] = code.allocateLocal(TypeKind.INT);
                code.aload(code.parameterSlot(STEPS))
                        .loadConstant(operand)
                        .iaload()
                        .istore(steps[operand]);
            }
        }

        private void declareParam(int p) {
            scalars[p] = code.allocateLocal(value);
            code.aload(code.parameterSlot(PARAMS)).loadConstant(p).daload();
            if (value == TypeKind.FLOAT) {
                code.d2f();
            }
            code.storeLocal(value, scalars[p]);
        }

        /** The array of an operand and the index of its i-th element. */
        private void place(int operand) {
            code.aload(arrays[operand]).iload(offsets[operand]);
            switch (layout.charAt(operand)) {
                case 'd' -> code.iload(i).iadd();
                case 'a' -> code.iload(i).iload(steps[operand]).imul().iadd();
                default -> {}
            }
        }

        private void vectors() {
            int lanes = FusedVectorCode.lanes(type);
            var lane = new FusedVectorCode(code, type, dag, SELF);
            for (int p = 0; p < params; p++) {
                int scalar = scalars[p];
                lane.prepare(Expr.param(p), () -> code.loadLocal(value, scalar));
            }
            lane.prepareConstants(dag);
            for (int operand = 1; operand < arrays.length; operand++) {
                int single = operand;
                if (layout.charAt(operand) == 's' && leaf(operand) instanceof Expr.Flag flag) {
                    lane.prepareMask(flag, () -> truth(single));
                } else if (layout.charAt(operand) == 's') {
                    lane.prepare(leaf(operand), () -> element(single));
                }
            }
            int bound = code.allocateLocal(TypeKind.INT);
            code.iload(code.parameterSlot(N)).loadConstant(-lanes).iand().istore(bound);
            var head = code.newLabel();
            var end = code.newLabel();
            code.labelBinding(head).iload(i).iload(bound).if_icmpge(end);
            for (int operand = 1; operand < arrays.length; operand++) {
                int dense = operand;
                if (layout.charAt(operand) == 'd') {
                    lane.load(leaf(operand), () -> place(dense));
                }
            }
            lane.push(dag.expr());
            lane.into(() -> place(0), isBool(0));
            code.iinc(i, lanes).goto_(head).labelBinding(end);
        }

        /** The element of an operand, a condition's as a number. */
        private void element(int operand) {
            place(operand);
            if (flags[operand - 1]) {
                code.baload().conversion(TypeKind.INT, value);
            } else {
                code.arrayLoad(value);
            }
        }

        /** Whether a condition's element is not 0. */
        private void truth(int operand) {
            var no = code.newLabel();
            var end = code.newLabel();
            place(operand);
            code.baload()
                    .ifeq(no)
                    .iconst_1()
                    .goto_(end)
                    .labelBinding(no)
                    .iconst_0()
                    .labelBinding(end);
        }

        private void elements() {
            var head = code.newLabel();
            var end = code.newLabel();
            code.labelBinding(head).iload(i).iload(code.parameterSlot(N)).if_icmpge(end);
            place(0);
            for (int operand = 1; operand < arrays.length; operand++) {
                element(operand);
            }
            for (int scalar : scalars) {
                code.loadLocal(value, scalar);
            }
            code.invokestatic(SELF, ELEMENT, FusedAssembler.this.element())
                    .arrayStore(isBool(0) ? TypeKind.BYTE : value)
                    .iinc(i, 1)
                    .goto_(head)
                    .labelBinding(end);
        }
    }
}
