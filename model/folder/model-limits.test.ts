import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import type { Graph } from '../graph/graph.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { readModelLimits } from './model-limits.ts';

/** A decoder without a table of positions. */
const foreign: Graph = { name: 'foreign', opset: 18, inputs: [], outputs: [], nodes: [], initializers: new Map() };

async function folderWith(t: TestContext, files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [file, json] of Object.entries(files)) await writeFile(join(folder, file), JSON.stringify(json));
  return folder;
}

/** End tokens and positions as in the files of GLM-4-9B-Chat. */
const glm4 = { eos_token_id: [151_329, 151_336, 151_338], max_position_embeddings: 131_072 };

test('end tokens are one or several, from whichever file tells of them', async (t) => {
  const limits = (files: Readonly<Record<string, unknown>>) =>
    folderWith(t, files).then((f) => readModelLimits(f, foreign));
  assert.deepEqual((await limits({ 'config.json': glm4 })).eosIds, glm4.eos_token_id);
  assert.deepEqual((await limits({ 'generation_config.json': glm4 })).eosIds, glm4.eos_token_id);
  assert.deepEqual((await limits({ 'genai_config.json': { model: glm4 } })).eosIds, glm4.eos_token_id);
  assert.deepEqual((await limits({ 'config.json': { eos_token_id: 2 } })).eosIds, [2]);
});

test('the configuration of generation is believed before that of the model, and that one before the one of genai', async (t) => {
  const generation = { eos_token_id: [7, 9] };
  const genai = { model: { eos_token_id: 3, context_length: 64 } };
  const all = { 'generation_config.json': generation, 'config.json': glm4, 'genai_config.json': genai };
  assert.deepEqual(await readModelLimits(await folderWith(t, all), foreign), { eosIds: [7, 9], maxPositions: 131_072 });
  const silent = { ...all, 'generation_config.json': { eos_token_id: null }, 'config.json': {} };
  assert.deepEqual(await readModelLimits(await folderWith(t, silent), foreign), { eosIds: [3], maxPositions: 64 });
});

test('a table of positions in the graph is believed before the configuration; without either there is no limit', async (t) => {
  const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
  const folder = await folderWith(t, { 'config.json': glm4 });
  assert.equal((await readModelLimits(folder, decoder)).maxPositions, tinyConfig.maxPositions);
  const silent = await folderWith(t, { 'config.json': { eos_token_id: 0 } });
  assert.equal((await readModelLimits(silent, foreign)).maxPositions, Number.POSITIVE_INFINITY);
});

test('a model that ends its answers in no token, or in something else, is refused', async (t) => {
  for (const eos of [undefined, null, [], [1, '2'], -1, 0.5, 'eos']) {
    const folder = await folderWith(t, { 'config.json': { eos_token_id: eos } });
    await assert.rejects(readModelLimits(folder, foreign), {
      code: 'model.config_invalid',
      message:
        /eos_token_id of generation_config\.json, config\.json, genai_config\.json: expected a token number or a list/,
    });
  }
});

test('a configuration that holds no object is refused by the name of the file', async (t) => {
  const folder = await folderWith(t, { 'config.json': glm4, 'genai_config.json': null });
  await assert.rejects(readModelLimits(folder, foreign), {
    code: 'model.folder_missing',
    message: /readable genai_config\.json/,
  });
});
