/**
 * Training of a byte-level BPE vocabulary: text is cut into words, words into bytes, and the commonest pair of
 * neighbours is made one token, again and again.
 *
 * @source Sennrich, Haddow, Birch 2016, arXiv 1508.07909 (byte-pair encoding of words);
 *         Radford et al. 2019 (the byte alphabet of GPT-2)
 */

/**
 * Where text is cut before BPE: a word, a digit or a sign, each with the space before it, or one white-space
 * character. A line break is always a piece of its own, so text may be split after it without changing its tokens.
 */
export const piecePattern = String.raw` ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]|\s`;

/** A trained vocabulary: ids are positions in `tokens`, written in the byte alphabet. */
export interface BpeVocabulary {
  readonly tokens: readonly string[];
  /** In the order they were learned, which is the order they are applied in. */
  readonly merges: readonly (readonly [string, string])[];
}

/** What to train on. */
export interface BpeTraining {
  /** How often each piece of text occurs. */
  readonly pieceCounts: ReadonlyMap<string, number>;
  /** Pieces that must become one token each; they are merged before anything else. */
  readonly wholePieces: readonly string[];
  /** Tokens that stand before the byte alphabet, such as the end of text. */
  readonly specialTokens: readonly string[];
  /** Tokens in all; fewer come out when every piece has become one token. */
  readonly vocabularySize: number;
}

/** How often each piece occurs in texts. */
export function countPieces(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [piece] of text.matchAll(new RegExp(piecePattern, 'gu')))
      counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}

/** Learns a vocabulary. The same input gives the same vocabulary: equal counts are settled by byte order. */
export function trainBpe({ pieceCounts, wholePieces, specialTokens, vocabularySize }: BpeTraining): BpeVocabulary {
  const tokens = [...specialTokens, ...byteAlphabet];
  const merges: [string, string][] = [];
  const learn = (words: Word[]) => {
    while (tokens.length < vocabularySize) {
      const pair = commonestPair(words);
      if (pair === null) break;
      merges.push(pair);
      tokens.push(pair[0] + pair[1]);
      for (const word of words) merge(word, pair);
    }
  };
  learn(wholePieces.map((piece) => ({ symbols: toByteSymbols(piece), count: 1 })));
  const words = [...pieceCounts].map(([piece, count]) => ({ symbols: toByteSymbols(piece), count }));
  for (const pair of merges) for (const word of words) merge(word, pair);
  learn(words);
  return { tokens, merges };
}

interface Word {
  symbols: string[];
  readonly count: number;
}

/** A character for each of the 256 bytes: printable ones stand for themselves, the others from U+0100 on. */
const byteAlphabet: readonly string[] = (() => {
  const isPrintable = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

function toByteSymbols(piece: string): string[] {
  return Array.from(new TextEncoder().encode(piece), (byte) => byteAlphabet[byte]!);
}

function commonestPair(words: readonly Word[]): [string, string] | null {
  const counts = new Map<string, number>();
  for (const { symbols, count } of words) {
    for (let i = 1; i < symbols.length; i++) {
      const pair = `${symbols[i - 1]} ${symbols[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  let best: string | null = null;
  let bestCount = 0;
  for (const [pair, count] of counts) {
    if (count > bestCount || (count === bestCount && best !== null && pair < best)) [best, bestCount] = [pair, count];
  }
  if (best === null) return null;
  const [left, right] = best.split(' ') as [string, string];
  return [left, right];
}

function merge(word: Word, [left, right]: readonly [string, string]): void {
  const { symbols } = word;
  if (!symbols.includes(left)) return;
  const merged: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const isPair = symbols[i] === left && symbols[i + 1] === right;
    merged.push(isPair ? left + right : symbols[i]!);
    if (isPair) i++;
  }
  word.symbols = merged;
}
