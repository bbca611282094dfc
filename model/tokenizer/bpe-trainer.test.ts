import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countPieces, trainBpe } from './bpe-trainer.ts';

const train = (texts: readonly string[], vocabularySize: number, wholePieces: readonly string[] = []) =>
  trainBpe({ pieceCounts: countPieces(texts), wholePieces, specialTokens: ['<end>'], vocabularySize });

test('text is cut into words with their space, digits, signs and line breaks', () => {
  const counts = countPieces(['Size: 12 km.\n\nSize: big']);
  assert.deepEqual(
    [...counts],
    [
      ['Size', 2],
      [':', 2],
      [' 1', 1],
      ['2', 1],
      [' km', 1],
      ['.', 1],
      ['\n', 2],
      [' big', 1],
    ],
  );
});

test('no character is lost between pieces', () => {
  const text = ' a\tb  c — 名前 7%\r\nok';
  assert.equal(
    [...countPieces([text])].flatMap(([piece, count]) => Array(count).fill(piece)).join('').length,
    text.length,
  );
});

test('the commonest pair is merged first', () => {
  // "low" three times and "lot" once: l+o occurs four times, then lo+w three times.
  const { merges } = train(['low low low lot'], 1000);
  assert.deepEqual(merges.slice(0, 2), [
    ['l', 'o'],
    ['lo', 'w'],
  ]);
});

test('the vocabulary is special tokens, 256 bytes, then merges', () => {
  const { tokens, merges } = train(['low low'], 259);
  assert.equal(tokens.length, 259);
  assert.equal(tokens[0], '<end>');
  assert.equal(new Set(tokens.slice(1, 257)).size, 256);
  assert.deepEqual(
    tokens.slice(257),
    merges.map((pair) => pair.join('')),
  );
});

test('the 256 byte characters are those of GPT-2', () => {
  const { tokens } = train([], 257);
  const of = (byte: number) => tokens[1 + byte];
  assert.deepEqual([of(0x20), of(0x0a), of(0x41), of(0x00), of(0xad)], ['Ġ', 'Ċ', 'A', 'Ā', 'Ń']);
});

test('equal counts are settled by the order of characters, whatever the order of the text', () => {
  assert.deepEqual(train(['zy\nxw'], 300), train(['xw\nzy'], 300));
  assert.deepEqual(train(['zy\nxw'], 300).merges, [
    ['x', 'w'],
    ['z', 'y'],
  ]);
});

test('a whole piece becomes one token although it never occurs', () => {
  const { tokens } = train(['low low low'], 1000, [' hovering']);
  assert.ok(tokens.includes('Ġhovering'));
});

test('training ends when every piece is one token', () => {
  const { tokens } = train(['ab'], 5000);
  assert.equal(tokens.length, 258);
});
