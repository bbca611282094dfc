import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { writeModelFolder } from '../folder/model-folder.ts';
import { float32Values } from '../graph/graph.ts';
import { readOnnx } from '../graph/read-onnx.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { importModel } from './import-model.ts';
import { verifyModel } from './verify-model.ts';
import { weightKinds } from './weight-plan.ts';

const nano = join(import.meta.dirname, '../../data/models/glm-nano');
const config: DecoderConfig = { ...tinyConfig, vocabularySize: 2048, width: 64, headSize: 16, rotaryChannels: 16 };

async function checkpointFolder(t: TestContext, weights = tinyWeights(config)): Promise<string> {
  const folder = join(await temporaryFolder(t), 'checkpoint');
  await writeModelFolder(folder, config, weights, { eos: 0, pad: 1 });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(nano, file), join(folder, file));
  return folder;
}

/** Relative error of a projection and of the embedding to expect, and of the logits to allow, by kind. */
const errors = {
  float32: { projection: [0, 0], embedding: [0, 0], logits: 1e-5 },
  int8: { projection: [0.005, 0.006], embedding: [0.005, 0.007], logits: 0.03 },
  int4: { projection: [0.07, 0.09], embedding: [0.005, 0.007], logits: 0.2 },
} as const;

for (const kind of weightKinds) {
  test(`glm-nano imported to ${kind} passes, and its errors are those of ${kind}`, async (t) => {
    const to = join(await temporaryFolder(t), kind);
    await importModel({ from: nano, to, weights: kind });
    const { isPassed, checks, comparison } = await verifyModel(to, nano);
    assert.ok(isPassed, JSON.stringify(checks));
    const { projection, embedding, logits } = errors[kind];
    assert.equal(comparison!.weights.length, 68);
    for (const { name, relativeError } of comparison!.weights) {
      const [least, most] = name.includes('proj.weight') ? projection : name.includes('embed') ? embedding : [0, 0];
      assert.ok(relativeError >= least && relativeError <= most, `${name} is off by ${relativeError}`);
    }
    t.diagnostic(`logits are off by ${(100 * comparison!.logits!.relativeError).toFixed(3)} %`);
    assert.ok(comparison!.logits!.relativeError <= logits, `${comparison!.logits!.relativeError}`);
  });
}

const failed = async (folder: string): Promise<string[]> =>
  (await verifyModel(folder)).checks.filter(({ isPassed }) => !isPassed).map(({ name }) => name);

test('a model whose logits are not finite fails', async (t) => {
  const weights = tinyWeights(config);
  float32Values(weights.get('model.norm.weight')!)[3] = Number.NaN;
  assert.ok((await failed(await checkpointFolder(t, weights))).includes('logits are finite'));
});

test('a model whose cache holds something else than its tokens fails', async (t) => {
  const folder = await checkpointFolder(t);
  const path = join(folder, 'onnx/model.onnx');
  const graph = readOnnx(await readFile(path), path);
  const nodes = graph.nodes.map((node) => (node.outputs[0] === 'present.0.value' ? { ...node, op: 'Neg' } : node));
  await writeFile(path, writeOnnx({ ...graph, nodes }));
  assert.deepEqual(await failed(folder), ['tokens one by one are as all at once']);
});

test('an end token beyond the vocabulary fails', async (t) => {
  const folder = await checkpointFolder(t);
  await writeFile(join(folder, 'generation_config.json'), JSON.stringify({ eos_token_id: 2048 }));
  assert.deepEqual(await failed(folder), ['end tokens are in the vocabulary']);
});

test('a tokenizer that does not give a text back fails', async (t) => {
  const folder = await checkpointFolder(t);
  const path = join(folder, 'tokenizer.json');
  const json = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...json, decoder: null }));
  assert.deepEqual(await failed(folder), ['the tokenizer gives a text back']);
});

test('a folder that cannot be opened is refused as it is elsewhere', async (t) => {
  await assert.rejects(verifyModel(await temporaryFolder(t)), { code: 'model.folder_missing' });
});
