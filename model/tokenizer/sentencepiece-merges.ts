import type { SentencePiece } from './sentencepiece-model.ts';

/** Two neighbors that become one. */
export type Merge = readonly [left: string, right: string];

/**
 * The merges of a SentencePiece BPE vocabulary, in the order they are applied in.
 *
 * SentencePiece keeps no merges: it joins the two neighbors whose join is the piece of highest score, wherever the join
 * is cut. So every cut of a piece into two pieces is a merge, and merges come in the order of scores.
 *
 * Of joins with equal score SentencePiece takes the leftmost in the text. Merges have an order in any case, so two
 * pieces that share a score (as in vocabularies put together of several) come by number here, and cuts of one piece
 * from the longest left part on.
 */
export function mergesOf(pieces: readonly SentencePiece[]): Merge[] {
  const normal = pieces.filter(({ type }) => type === 'NORMAL');
  const texts = new Set(normal.map(({ text }) => text));
  return normal
    .toSorted((a, b) => b.score - a.score)
    .flatMap(({ text }) => cutsOf(text).filter(([left, right]) => texts.has(left) && texts.has(right)));
}

/** Every cut between two characters, from the last one on. */
function cutsOf(text: string): Merge[] {
  const cuts: Merge[] = [];
  let at = 0;
  for (const character of text) {
    if (at > 0) cuts.unshift([text.slice(0, at), text.slice(at)]);
    at += character.length;
  }
  return cuts;
}
