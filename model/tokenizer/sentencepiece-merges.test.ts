import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergesOf } from './sentencepiece-merges.ts';
import type { SentencePiece } from './sentencepiece-model.ts';
import { toHuggingFaceTokenizer } from './sentencepiece-to-huggingface.ts';
import { createTokenizer } from './tokenizer.ts';

const normal = (text: string, score: number): SentencePiece => ({ text, score, type: 'NORMAL' });
const letters = ['a', 'b', '▁'].map((letter) => normal(letter, -100));

test('a piece is merged from every two pieces it can be cut into, the longest first part first', () => {
  const merges = mergesOf([normal('ab', -1), normal('ba', -2), normal('aba', -3), ...letters]);
  assert.deepEqual(merges, [
    ['a', 'b'],
    ['b', 'a'],
    ['ab', 'a'],
    ['a', 'ba'],
  ]);
});

test('merges come by score, not by number', () => {
  const merges = mergesOf([normal('ba', -2), normal('aa', -3), normal('ab', -1), ...letters]);
  assert.deepEqual(
    merges.map((pair) => pair.join('')),
    ['ab', 'ba', 'aa'],
  );
});

test('only pieces that come out of text are merged, and characters are not cut', () => {
  const pieces: SentencePiece[] = [
    { text: '<s>', score: 0, type: 'CONTROL' },
    { text: '<0x41>', score: 0, type: 'BYTE' },
    normal('🛰🛰', -1),
    ...['<', 's', '>', '🛰'].map((letter) => normal(letter, -9)),
  ];
  assert.deepEqual(mergesOf(pieces), [['🛰', '🛰']]);
});

/** What SentencePiece does: join the two neighbors whose join has the highest score, the leftmost of equals. */
function joinNeighbors(text: string, pieces: readonly SentencePiece[]): string[] {
  const scores = new Map(pieces.map(({ text, score }) => [text, score]));
  const symbols = [...text];
  for (;;) {
    const joins = symbols.slice(1).map((right, i) => scores.get(symbols[i] + right) ?? Number.NEGATIVE_INFINITY);
    const best = Math.max(...joins);
    if (best === Number.NEGATIVE_INFINITY) return symbols;
    const at = joins.indexOf(best);
    symbols.splice(at, 2, symbols[at]! + symbols[at + 1]!);
  }
}

test('merging is joining the neighbors of highest score, in vocabularies grown as a trainer grows them', () => {
  const growth = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 14 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 24 });
  fc.assert(
    fc.property(growth, text, (steps, text) => {
      const texts = ['a', 'b', '▁'];
      for (const [left, right] of steps) {
        const joined = texts[left % texts.length]! + texts[right % texts.length]!;
        if (!texts.includes(joined)) texts.push(joined);
      }
      const pieces: SentencePiece[] = [
        { text: '<unk>', score: 0, type: 'UNKNOWN' },
        ...texts.map((text, i) => normal(text, i < 3 ? -100 : -i)),
      ];
      const model = { pieces, unknownToken: '<unk>', beginToken: undefined, endToken: undefined };
      const { tokenizer, tokenizerConfig } = toHuggingFaceTokenizer(model, { appended: [], start: [] });
      const tokens = createTokenizer(tokenizer, tokenizerConfig).encode(text);
      const expected = text === '' ? [] : joinNeighbors(`▁${text}`.replaceAll(' ', '▁'), pieces);
      assert.deepEqual(
        tokens.map((id) => pieces[id]?.text),
        expected,
      );
    }),
    { numRuns: 2000 },
  );
});
