import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { importTokenizer } from './import-tokenizer.ts';
import { readTokenizer } from './tokenizer.ts';

const data = join(import.meta.dirname, '../../data');
const pieces = 700;

/** A checkpoint folder of the golden Llama vocabulary with these JSON files. */
async function checkpoint(t: TestContext, files: Record<string, object>): Promise<string> {
  const folder = await temporaryFolder(t);
  await copyFile(join(data, 'golden/sentencepiece/llama/tokenizer.model'), join(folder, 'tokenizer.model'));
  for (const [name, json] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(json));
  return folder;
}

async function startOf(t: TestContext, files: Record<string, object>): Promise<readonly number[]> {
  const folder = await temporaryFolder(t);
  await importTokenizer(await checkpoint(t, files), folder);
  return (await readTokenizer(folder)).startIds;
}

test('a checkpoint that has tokenizer.json keeps it as it is', async (t) => {
  const [from, to] = [join(data, 'models/glm-nano'), join(await temporaryFolder(t), 'new')];
  await importTokenizer(from, to);
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    assert.deepEqual(await readFile(join(to, file)), await readFile(join(from, file)));
});

test('tokenizer.json is believed before tokenizer.model', async (t) => {
  const from = await checkpoint(t, { 'tokenizer.json': { own: 1 }, 'tokenizer_config.json': {} });
  const to = await temporaryFolder(t);
  await importTokenizer(from, to);
  assert.deepEqual(JSON.parse(await readFile(join(to, 'tokenizer.json'), 'utf8')), { own: 1 });
});

test('a ChatGLM checkpoint starts with [gMASK] sop, which follow the pieces, by either configuration', async (t) => {
  const start = [pieces + 1, pieces + 3];
  assert.deepEqual(await startOf(t, { 'tokenizer_config.json': { tokenizer_class: 'ChatGLMTokenizer' } }), start);
  assert.deepEqual(await startOf(t, { 'config.json': { model_type: 'chatglm' } }), start);
});

test('a Llama checkpoint starts with its begin token unless its configuration says otherwise', async (t) => {
  assert.deepEqual(await startOf(t, {}), [1]);
  assert.deepEqual(await startOf(t, { 'tokenizer_config.json': { add_bos_token: true } }), [1]);
  assert.deepEqual(await startOf(t, { 'tokenizer_config.json': { add_bos_token: false } }), []);
});

test('a checkpoint without a tokenizer is refused by the names of the files it lacks', async (t) => {
  await assert.rejects(importTokenizer('nowhere', await temporaryFolder(t)), {
    code: 'model.folder_missing',
    message: /tokenizer\.json or tokenizer\.model.*nowhere/,
  });
});

test('a tokenizer.json without its configuration is refused', async (t) => {
  const from = await checkpoint(t, { 'tokenizer.json': {} });
  await assert.rejects(importTokenizer(from, await temporaryFolder(t)), {
    code: 'model.folder_missing',
    message: /tokenizer_config\.json/,
  });
});

test('a damaged tokenizer.model is named', async (t) => {
  const from = await checkpoint(t, {});
  await writeFile(join(from, 'tokenizer.model'), 'text');
  await assert.rejects(importTokenizer(from, await temporaryFolder(t)), {
    code: 'model.tokenizer_invalid',
    message: new RegExp(`${from}/tokenizer\\.model`),
  });
});
