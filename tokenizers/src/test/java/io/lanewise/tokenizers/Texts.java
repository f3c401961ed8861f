package io.lanewise.tokenizers;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts of many scripts, mixed. */
final class Texts {
    /** Something of each: scripts, marks in and out of order, ligatures, emoji, controls, special tokens, white space. */
    private static final List<String> SAMPLES = List.of(
            "Hello world, don't stop! It's they've I'm we'll 's",
            "naïve café ÀÉÎÕÜ Straße İstanbul ŒUVRE",
            "Привет, мир Ёлка",
            "你好，世界。漢字𠀋",
            "こんにちは カタカナ がぎぐ ｶﾞ",
            "안녕하세요 한국어",
            "שלום עולם שָׁ",
            "مرحبا بالعالم ١٢٣ ﷺ",
            "नमस्ते दुनिया",
            "สวัสดีชาวโลก",
            "😀👨‍👩‍👧‍👦🇩🇪 👍🏽",
            "\u0000\u0001\t\n\r\u000b\u001f\u007f\u0085\u00a0\u200b\u200d\u202e\ufeff\ufffd\u3000",
            "[CLS] [SEP] [MASK] [UNK] [PAD] <s> </s> <unk>",
            "e\u0301 a\u0308\u0323 q\u0307\u0323 \u1e9b\u0323",
            "1234567890 3.14 ½ Ⅷ ²",
            "$%^&*()_+-=[]{}|;:'\",.<>/?`~",
            "ﬁ ﬂ ㎏ ℌ \u212b \uff71",
            "Ω ΑΒΓ σς ά",
            "Tiếng Việt ở đâu",
            "    ",
            "\n\n  \n",
            "▁ ▁▁");

    private Texts() {}

    /** Texts of up to a dozen parts, among them any code points. */
    static Arbitrary<String> mixed() {
        var part = Arbitraries.of(SAMPLES).flatMap(sample -> Arbitraries.integers()
                .between(0, sample.codePointCount(0, sample.length()))
                .list()
                .ofSize(2)
                .map(ends -> part(sample, ends)));
        var blank = Arbitraries.of(" ", "  ", "", "a", "\n");
        var point = Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.integers().between(0, 0x2FFF)),
                        Tuple.of(1, Arbitraries.integers().between(0, Character.MAX_CODE_POINT)))
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        return Arbitraries.oneOf(part, blank, point).list().ofMaxSize(12).map(parts -> String.join("", parts));
    }

    private static String part(String sample, List<Integer> ends) {
        int from = sample.offsetByCodePoints(0, Math.min(ends.get(0), ends.get(1)));
        int to = sample.offsetByCodePoints(0, Math.max(ends.get(0), ends.get(1)));
        return sample.substring(from, to);
    }
}
