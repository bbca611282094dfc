import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readTokenizer } from './tokenizer.ts';

const tokenizer = await readTokenizer(join(import.meta.dirname, '../../data/models/glm-nano'));
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

test('a folder without a tokenizer is named', async () => {
  await assert.rejects(readTokenizer('nowhere'), { code: 'model.folder_missing', message: /tokenizer\.json.*nowhere/ });
});
