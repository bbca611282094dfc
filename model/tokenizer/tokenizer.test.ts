import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTokenizer, readTokenizer } from './tokenizer.ts';

const nano = join(import.meta.dirname, '../../data/models/glm-nano');
const tokenizer = await readTokenizer(nano);
const specialIds = [0, 1, 2, 3];

test('text comes back as it was', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tokenizer.decode(tokenizer.encode(text)) === text));
});

test('the name of a special token in a text is text, not the token', () => {
  for (const name of ['<|endoftext|>', '<|pad|>', '[gMASK]', '<sop>']) {
    const ids = tokenizer.encode(`Device: ${name}\n`);
    assert.ok(!ids.some((id) => specialIds.includes(id)), name);
    assert.equal(tokenizer.decode(ids), `Device: ${name}\n`);
  }
});

test('sequences of glm-nano start with the text', () => {
  assert.deepEqual(tokenizer.startIds, []);
});

test('a sequence starts with what a post-processor puts before a text, and not with what it puts after one', async () => {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const template = {
    type: 'TemplateProcessing',
    single: [special('[gMASK]'), special('<sop>'), { Sequence: { id: 'A', type_id: 0 } }, special('<|endoftext|>')],
    pair: [],
    special_tokens: {},
  };
  const json = JSON.parse(await readFile(join(nano, 'tokenizer.json'), 'utf8'));
  // The form of Llama 3: a sequence of post-processors, the first of which leaves tokens as they are.
  const processors = [{ type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true }, template];
  for (const post_processor of [template, { type: 'Sequence', processors }])
    assert.deepEqual(createTokenizer({ ...json, post_processor }, {}).startIds, [2, 3]);
});

test('the text of a token after others is that of the token', () => {
  for (const id of tokenizer.encode('Size: 12 km — so hovering.\n'))
    assert.equal(tokenizer.decodeNext(id), tokenizer.decode([id]));
  assert.equal(tokenizer.decodeNext(0), '');
});

test('a folder without a tokenizer is named', async () => {
  await assert.rejects(readTokenizer('nowhere'), { code: 'model.folder_missing', message: /tokenizer\.json.*nowhere/ });
});
