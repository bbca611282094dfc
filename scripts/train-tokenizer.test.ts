import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { labelsOf, lexicon } from '#domain';
import { corpusWords } from '../tuner/pretraining/corpus/index.ts';

const folder = new URL('../data/models/glm-nano/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object;
const tokenizer = new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
const decode = (ids: number[]) => tokenizer.decode(ids, { clean_up_tokenization_spaces: false });

test('every label, standard term word and code word is one token after a space', () => {
  const terms = Object.values(lexicon).flatMap((entries) => Object.entries(entries).flat(2));
  const words = [...Object.values(labelsOf).flat(), ...terms, ...corpusWords].flatMap((phrase) => phrase.split(' '));
  for (const word of words) assert.equal(tokenizer.encode(` ${word}`).ids.length, 1, word);
});

test('decoding what was encoded gives the text back, whatever the text', () => {
  const anyText = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }));
  fc.assert(fc.property(anyText, (text) => assert.equal(decode(tokenizer.encode(text).ids), text)));
});

test('a text split after a line break has the same tokens', () => {
  const [head, tail] = ['Own: satellite\nSize: 12 m\n', 'Device: imager\nAnswer:\n'];
  assert.deepEqual(tokenizer.encode(head + tail).ids, [...tokenizer.encode(head).ids, ...tokenizer.encode(tail).ids]);
});

test('special tokens have the first ids', () => {
  assert.deepEqual(
    ['<|endoftext|>', '<|pad|>', '[gMASK]', '<sop>'].map((token) => tokenizer.token_to_id(token)),
    [0, 1, 2, 3],
  );
});
