import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSentencePieceModel } from './sentencepiece-model.ts';
import { sentencePieceProto } from './sentencepiece-schema.ts';

// Trained by Google's sentencepiece 0.2.3, scripts/golden/sentencepiece-models.py.
const bytes = await readFile(join(import.meta.dirname, '../../data/golden/sentencepiece/chatglm/tokenizer.model'));
const read = (file: Uint8Array) => readSentencePieceModel(file, 'tokenizer.model');

interface Message {
  pieces: { piece: string; type?: number }[];
  trainer_spec: Record<string, unknown>;
  normalizer_spec: Record<string, unknown>;
  denormalizer_spec?: Record<string, unknown>;
}

/** The golden model with a change. */
function changed(change: (message: Message) => void): Uint8Array {
  const message = sentencePieceProto.toObject(sentencePieceProto.decode(bytes)) as Message;
  change(message);
  return sentencePieceProto.encode(sentencePieceProto.fromObject(message)).finish();
}

test('pieces have text, score and type, control tokens and bytes first', () => {
  const { pieces, ...tokens } = read(bytes);
  assert.equal(pieces.length, 1500);
  assert.deepEqual(pieces.slice(0, 4), [
    { text: '<unk>', score: 0, type: 'UNKNOWN' },
    { text: '<s>', score: 0, type: 'CONTROL' },
    { text: '</s>', score: 0, type: 'CONTROL' },
    { text: '<0x00>', score: 0, type: 'BYTE' },
  ]);
  assert.deepEqual(pieces[259], { text: '▁▁', score: -0, type: 'NORMAL' });
  assert.deepEqual(tokens, { unknownToken: '<unk>', beginToken: '<s>', endToken: '</s>' });
});

test('a model without begin and end tokens has none', () => {
  const { beginToken, endToken } = read(
    changed(({ trainer_spec }) => Object.assign(trainer_spec, { bos_id: -1, eos_id: -1 })),
  );
  assert.deepEqual([beginToken, endToken], [undefined, undefined]);
});

const refusals: [what: string, change: (message: Message) => void, message: RegExp][] = [
  ['UNIGRAM', ({ trainer_spec: t }) => Object.assign(t, { model_type: 1 }), /expected a BPE model, got UNIGRAM/],
  ['WORD', ({ trainer_spec: t }) => Object.assign(t, { model_type: 3 }), /expected a BPE model, got WORD/],
  ['no byte fallback', ({ trainer_spec: t }) => Object.assign(t, { byte_fallback: false }), /expected byte_fallback/],
  [
    'spaces behind words',
    ({ trainer_spec: t }) => Object.assign(t, { treat_whitespace_as_suffix: true }),
    /treat_whitespace_as_suffix/,
  ],
  [
    'a normalizer',
    ({ normalizer_spec: n }) => Object.assign(n, { precompiled_charsmap: Buffer.from('abc') }),
    /expected the identity normalizer, got a precompiled_charsmap/,
  ],
  [
    'a denormalizer',
    (message) => Object.assign(message, { denormalizer_spec: { precompiled_charsmap: Buffer.from('abc') } }),
    /precompiled_charsmap/,
  ],
  ['no dummy prefix', ({ normalizer_spec: n }) => Object.assign(n, { add_dummy_prefix: false }), /add_dummy_prefix/],
  [
    'spaces removed',
    ({ normalizer_spec: n }) => Object.assign(n, { remove_extra_whitespaces: true }),
    /remove_extra_whitespaces/,
  ],
  [
    'spaces not escaped',
    ({ normalizer_spec: n }) => Object.assign(n, { escape_whitespaces: false }),
    /escape_whitespaces/,
  ],
  ['symbols of the user', ({ pieces }) => Object.assign(pieces[300]!, { type: 4 }), /piece 300, .*USER_DEFINED/],
  ['unused pieces', ({ pieces }) => Object.assign(pieces[300]!, { type: 5 }), /piece 300, .*UNUSED/],
  ['a piece twice', ({ pieces }) => Object.assign(pieces[301]!, { piece: pieces[300]!.piece }), /piece 301: .* again/],
  ['a piece without text', ({ pieces }) => Object.assign(pieces[301]!, { piece: '' }), /piece 301: expected text/],
  ['a byte lost', ({ pieces }) => pieces.splice(9, 1), /expected 256 pieces for bytes, got 255/],
  ['another unknown token', ({ trainer_spec: t }) => Object.assign(t, { unk_id: 5000 }), /expected piece 5000/],
];

for (const [what, change, message] of refusals) {
  test(`a model with ${what} is refused`, () => {
    assert.throws(() => read(changed(change)), { code: 'model.tokenizer_invalid', message });
  });
}

test('all reasons to refuse a model are told at once', () => {
  const twice = changed(({ trainer_spec, normalizer_spec }) => {
    trainer_spec.model_type = 1;
    normalizer_spec.remove_extra_whitespaces = true;
  });
  assert.throws(() => read(twice), { message: /^tokenizer\.model: .*UNIGRAM; .*remove_extra_whitespaces$/ });
});

test('of many faults the first are told, and how many there are', () => {
  const many = changed(({ pieces }) => {
    for (const piece of pieces.slice(300, 500)) piece.type = 4;
  });
  assert.throws(() => read(many), { message: /piece 307, .*; and 192 more$/ });
});

test('a file that is cut or damaged is refused', () => {
  for (let size = 0; size < bytes.length; size += 499)
    assert.throws(() => read(bytes.subarray(0, size)), { code: 'model.tokenizer_invalid' }, `${size} bytes`);
});

test('a vocabulary of tiktoken, which GLM-4 has under the same name, is refused with a way out', () => {
  const tiktoken = Buffer.from('IQ== 0\nIg== 1\nIw== 2\n');
  assert.throws(() => read(tiktoken), { code: 'model.tokenizer_invalid', hint: /GLM-4.*tokenizer\.json/ });
});
