import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { readTokenizer } from './tokenizer.ts';

const tokenizer = await readTokenizer(fileURLToPath(new URL('../../data/models/glm-nano', import.meta.url)));

test('any text is read back from its tokens', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', '.', '7', 'é', '名', '🛰') }),
  );
  fc.assert(fc.property(text, (written) => assert.equal(tokenizer.decode(tokenizer.encode(written)), written)));
});

test('special tokens cannot be produced from text', () => {
  for (const special of ['<|endoftext|>', '<|pad|>']) {
    const ids = tokenizer.encode(`so ${special}`);
    assert.ok(!ids.includes(0) && !ids.includes(1), `${ids}`);
    assert.equal(tokenizer.decode(ids), `so ${special}`);
  }
});

test('special tokens leave no text', () => {
  assert.equal(tokenizer.decode([...tokenizer.encode('so'), 0, 1]), 'so');
});

test('no text has no tokens, and no tokens no text', () => {
  assert.deepEqual(tokenizer.encode(''), []);
  assert.equal(tokenizer.decode([]), '');
});

test('a folder without a tokenizer, or with a broken one, is refused by the name of the file', async (t) => {
  const folder = await temporaryFolder(t);
  const refused = { code: 'model.folder_missing', message: /readable tokenizer\.json/ };
  await assert.rejects(readTokenizer(folder), refused);
  await writeFile(join(folder, 'tokenizer.json'), '{');
  await assert.rejects(readTokenizer(folder), refused);
});
