import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { importTokenizer } from './import-tokenizer.ts';
import { readTokenizer } from './tokenizer.ts';

// By Google's sentencepiece 0.2.3, tokenizers 0.22.2 and transformers 4.57.6, scripts/golden/sentencepiece-models.py.
const golden = join(import.meta.dirname, '../../data/golden/sentencepiece');
const readJson = async (path: string) => JSON.parse(await readFile(join(golden, path), 'utf8'));
const texts: string[] = await readJson('texts.json');

/** Numbers below are single bytes, control tokens and the unknown token. */
const firstPieceOfText = 259;

/** A golden model as we convert it, and what the others made of it. */
async function openFamily(family: string) {
  const folder = await temporaryFolder({ after });
  await importTokenizer(join(golden, family), folder);
  const expected: { ids: number[]; decoded?: string }[] = await readJson(`${family}/texts.json`);
  const cuts: { ids: number[]; decoded: string }[] = await readJson(`${family}/cuts.json`);
  const converted = await readJson(`${family}/converted.json`);
  return { family, folder, tokenizer: await readTokenizer(folder), expected, cuts, converted };
}

const families = await Promise.all(['chatglm', 'llama'].map(openFamily));

for (const { family, folder, tokenizer, expected, cuts, converted } of families) {
  test(`${family}: every text has the tokens that SentencePiece gives it`, () => {
    assert.ok(texts.length > 200);
    for (const [i, text] of texts.entries()) assert.deepEqual(tokenizer.encode(text), expected[i]?.ids, `text ${i}`);
  });

  test(`${family}: tokens become the text that SentencePiece makes of them`, () => {
    for (const [i, text] of texts.entries()) {
      const { ids, decoded } = expected[i]!;
      assert.equal(tokenizer.decode(ids), decoded ?? text, `text ${i}`);
    }
    for (const { ids, decoded } of cuts) assert.equal(tokenizer.decode(ids), decoded, `${ids}`);
  });

  test(`${family}: the texts of tokens one after another are the whole text`, () => {
    const plain = expected.map(({ ids }) => ids).filter((ids) => ids.every((id) => id >= firstPieceOfText));
    assert.ok(plain.length > 50);
    for (const ids of plain) {
      const [first, ...others] = ids;
      const parts = [first === undefined ? '' : tokenizer.decode([first]), ...others.map(tokenizer.decodeNext)];
      assert.equal(parts.join(''), tokenizer.decode(ids));
    }
  });

  test(`${family}: tokenizer.json is the one on which Python tokenizers agrees with SentencePiece`, async () => {
    const file = await readFile(join(folder, 'tokenizer.json'));
    assert.equal(createHash('sha256').update(file).digest('hex'), converted.sha256);
    assert.equal(converted.textsEqual, texts.length);
    assert.equal(converted.randomStringsEqual, converted.randomStrings);
  });

  test(`${family}: a sequence starts as in transformers`, () => {
    assert.deepEqual(tokenizer.startIds, converted.empty);
    assert.ok(tokenizer.startIds.length > 0);
    assert.equal(tokenizer.decode(tokenizer.startIds), '');
  });

  test(`${family}: a line break by itself is a space and a byte, as after the roles of ChatGLM3`, () => {
    const [space, ...others] = tokenizer.encode('\n');
    assert.equal(tokenizer.decodeNext(space!), ' ');
    assert.deepEqual(others, [3 + 0x0a]);
  });

  test(`${family}: no text becomes a special token`, () => {
    const special = new Map<string, number>(Object.entries(converted.special));
    const ids = [...special.values()];
    for (const text of [...special.keys(), [...special.keys()].join(''), 'a[gMASK]sop b', '<|user|>\n</s>']) {
      assert.ok(!tokenizer.encode(text).some((id) => ids.includes(id)), text);
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }
  });
}
