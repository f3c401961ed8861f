package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.normalizers.Normalizer;
import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.Unicode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are found in a text before the model sees it: those that are not normalized in the text as it is, the others
 * in the normalized text.
 */
public final class AddedTokens {
    private final Map<Integer, AddedToken> byId = new LinkedHashMap<>();
    private final Map<String, AddedToken> byContent = new HashMap<>();
    private final @Nullable Normalizer normalizer;
    private final PrefixIndex plain;
    private final PrefixIndex normalized;

    /** A token that is found as a whole; its fields are those of Hugging Face's {@code AddedToken}. */
    public record AddedToken(
            int id,
            String content,
            boolean singleWord,
            boolean lstrip,
            boolean rstrip,
            boolean normalized,
            boolean special) {
        /** Whether its place in a text always reads as its content. */
        public boolean isVerbatim() {
            return !lstrip && !rstrip && !normalized;
        }
    }

    public AddedTokens(List<AddedToken> tokens, @Nullable Normalizer normalizer) {
        this(tokens, normalizer, true);
    }

    /**
     * Collects tokens.
     *
     * @param found whether they are found in texts, or only known
     */
    public AddedTokens(List<AddedToken> tokens, @Nullable Normalizer normalizer, boolean found) {
        this.normalizer = normalizer;
        var plainTokens = new LinkedHashMap<String, Integer>();
        var normalizedTokens = new LinkedHashMap<String, Integer>();
        for (var token : tokens) {
            byId.put(token.id, token);
            byContent.put(token.content, token);
            if (!found) {
                continue;
            }
            if (!token.normalized) {
                plainTokens.put(token.content, token.id);
                continue;
            }
            var content = token.content;
            if (normalizer != null) {
                content = normalizer.normalize(Text.of(content)).toString();
            }
            if (!content.isEmpty()) {
                normalizedTokens.put(content, token.id);
            }
        }
        plain = index(plainTokens);
        normalized = index(normalizedTokens);
    }

    private static PrefixIndex index(Map<String, Integer> tokens) {
        return new PrefixIndex(
                tokens.keySet().toArray(String[]::new),
                tokens.values().stream().mapToInt(Integer::intValue).toArray());
    }

    public @Nullable AddedToken byId(int id) {
        return byId.get(id);
    }

    public @Nullable AddedToken byContent(String content) {
        return byContent.get(content);
    }

    /** The token of an id, added or the model's; empty where there is none. */
    public String name(int id, Vocabulary vocabulary) {
        var token = byId.get(id);
        var name = token != null ? token.content : vocabulary.token(id);
        return name == null ? "" : name;
    }

    /** All of them. */
    public List<AddedToken> all() {
        return new ArrayList<>(byId.values());
    }

    /** Cuts a text into added tokens and what is between them, which is normalized. */
    public Pieces extract(Text text) {
        var parts = new Pieces();
        split(text, plain, parts);
        if (normalizer == null && normalized.isEmpty()) {
            return parts;
        }
        var pieces = new Pieces();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.isToken(i)) {
                pieces.addPiece(parts, i);
                continue;
            }
            var part = parts.text(i).slice(parts.start(i), parts.end(i));
            split(normalizer == null ? part : normalizer.normalize(part), normalized, pieces);
        }
        return pieces;
    }

    private void split(Text text, PrefixIndex index, Pieces pieces) {
        int done = 0;
        int i = 0;
        while (i < text.length() && !index.isEmpty()) {
            int found = index.longest(text, i, text.length());
            if (found < 0) {
                i++;
                continue;
            }
            int start = i;
            int end = i + index.string(found).length();
            i = end;
            var token = byId.get(index.value(found));
            if (token == null || token.singleWord && !isSingle(text, start, end)) {
                continue;
            }
            if (token.lstrip) {
                start = Math.max(done, startOfSpace(text, start));
            }
            if (token.rstrip) {
                end = endOfSpace(text, end);
            }
            pieces.add(text, done, start);
            pieces.addToken(text, start, end, token.id);
            done = end;
        }
        pieces.add(text, done, text.length());
    }

    private static boolean isSingle(Text text, int start, int end) {
        return (start == 0 || !Unicode.isWord(text.codePointBefore(start)))
                && (end == text.length() || !Unicode.isWord(text.codePointAt(end)));
    }

    private static int startOfSpace(Text text, int end) {
        int start = end;
        while (start > 0 && Unicode.isWhitespace(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int endOfSpace(Text text, int start) {
        int end = start;
        while (end < text.length() && Unicode.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
