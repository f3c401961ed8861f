package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;

/** The cleaning of SentencePiece's rule "nmt": no control characters, unusual white space as blanks. */
public enum Nmt implements Normalizer {
    INSTANCE;

    @Override
    public Text normalize(Text text) {
        return Normalizer.map(Normalizer.filter(text, Nmt::isKept), Nmt::blank);
    }

    private static boolean isKept(int c) {
        return !(c >= 0x01 && c <= 0x08 || c == 0x0B || c >= 0x0E && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F);
    }

    private static int blank(int c) {
        return switch (c) {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> ' ';
            default -> c >= 0x200B && c <= 0x200F ? ' ' : c;
        };
    }
}
