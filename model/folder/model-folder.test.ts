import assert from 'node:assert/strict';
import { appendFile, copyFile, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { cacheShape } from '../graph/decoder-convention.ts';
import { float32Values } from '../graph/graph.ts';
import { readOnnx } from '../graph/read-onnx.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { openSession } from '../runtime/session.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { temporaryFolder, tinyConfig, tinyWeights, writeTinyModel } from '../testing/tiny-glm.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { buildFromCheckpoint, openModelFolder, writeModelFolder } from './model-folder.ts';

const config = { ...tinyConfig, vocabularySize: 2048 };

test('a model that was written is opened with the same weights, sizes and end token', async (t) => {
  const folder = await writeTinyModel(t);
  const model = await openModelFolder(folder);
  for (const [name, weight] of tinyWeights(config)) {
    assert.deepEqual(float32Values(model.decoder.initializers.get(name)!), float32Values(weight), name);
  }
  assert.equal(model.eosId, 0);
  assert.equal(model.tokenizer.decode(model.tokenizer.encode('so hovering.')), 'so hovering.');
});

test('the graph in the glm-nano folder is the one its configuration and checkpoint build', async () => {
  const folder = join(import.meta.dirname, '../../data/models/glm-nano');
  const built = readOnnx(writeOnnx(await buildFromCheckpoint(folder)), 'built');
  const { decoder } = await openModelFolder(folder);
  assert.deepEqual(built.nodes, decoder.nodes);
  assert.deepEqual([built.inputs, built.outputs], [decoder.inputs, decoder.outputs]);
  assert.deepEqual([...built.initializers.keys()], [...decoder.initializers.keys()]);
  for (const [name, { dims, data }] of built.initializers) {
    const shipped = decoder.initializers.get(name)!;
    assert.deepEqual(dims, shipped.dims, name);
    assert.equal(Buffer.compare(data as Uint8Array, shipped.data as Uint8Array), 0, name);
  }
});

test('a checkpoint whose weights do not fit the configuration is refused by the name of the weight', async (t) => {
  const folder = await writeTinyModel(t);
  const json = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...json, num_hidden_layers: 3 }));
  await assert.rejects(buildFromCheckpoint(folder), {
    code: 'model.weight_missing',
    message: /expected model\.layers\.2\.input_layernorm\.weight of \[20\], got none/,
  });
});

test('ONNX Runtime opens the graph file with the weights beside it', async (t) => {
  const session = await openSession(join(await writeTinyModel(t), 'onnx/model.onnx'), { threads: 1 });
  await session.close();
});

test('the weights are kept once: model.safetensors is a link to the data of the graph', async (t) => {
  const folder = await writeTinyModel(t);
  assert.equal(await readlink(join(folder, 'model.safetensors')), 'onnx/model.onnx_data');
  const tensors = readSafetensors(await readFile(join(folder, 'model.safetensors')), 'weights');
  assert.deepEqual([...tensors.keys()], [...tinyWeights(config).keys()]);
});

test('a folder can be written again', async (t) => {
  const folder = await writeTinyModel(t);
  await writeModelFolder(folder, config, tinyWeights(config, 2), { eos: 3, pad: 1 });
  const model = await openModelFolder(folder);
  assert.equal(model.eosId, 3);
  assert.deepEqual(
    float32Values(model.decoder.initializers.get('model.norm.weight')!),
    float32Values(tinyWeights(config, 2).get('model.norm.weight')!),
  );
});

test('the digest tells apart models whose weights differ in one value', async (t) => {
  const [first, same, other] = [await writeTinyModel(t), await writeTinyModel(t), await writeTinyModel(t)];
  const weights = tinyWeights(config);
  float32Values(weights.get('model.norm.weight')!)[0]! += 1e-3;
  await writeModelFolder(other, config, weights, { eos: 0, pad: 1 });
  assert.equal((await openModelFolder(first)).sha256, (await openModelFolder(same)).sha256);
  assert.notEqual((await openModelFolder(first)).sha256, (await openModelFolder(other)).sha256);
});

test('a folder that lacks a file is refused by the name of the file', async (t) => {
  for (const file of ['onnx/model.onnx', 'onnx/model.onnx_data', 'tokenizer.json', 'tokenizer_config.json']) {
    const folder = await writeTinyModel(t);
    await rm(join(folder, file));
    await assert.rejects(openModelFolder(folder), { code: 'model.folder_missing', message: new RegExp(file) });
  }
  await assert.rejects(buildFromCheckpoint(await temporaryFolder(t)), {
    code: 'model.folder_missing',
    message: /config\.json/,
  });
});

test('truncated weights are refused by the name of the constant', async (t) => {
  const folder = await writeTinyModel(t);
  await truncate(join(folder, 'onnx/model.onnx_data'), 50_000);
  await assert.rejects(openModelFolder(folder), {
    code: 'model.onnx_invalid',
    message: /constant \S+: expected \d+ bytes at \d+ of model\.onnx_data/,
  });
});

test('a graph that is no ONNX file is refused', async (t) => {
  const folder = await writeTinyModel(t);
  await writeFile(join(folder, 'onnx/model.onnx'), '<html>not found</html>');
  await assert.rejects(openModelFolder(folder), { code: 'model.onnx_invalid', message: /onnx\/model\.onnx/ });
});

test('a configuration that is not JSON is refused by the name of the file', async (t) => {
  const folder = await writeTinyModel(t);
  await appendFile(join(folder, 'generation_config.json'), '}');
  await assert.rejects(openModelFolder(folder), {
    code: 'model.folder_missing',
    message: /readable generation_config\.json/,
  });
  await writeFile(join(folder, 'config.json'), 'null,');
  await assert.rejects(buildFromCheckpoint(folder), { code: 'model.folder_missing', message: /readable config\.json/ });
});

test('a folder without a graph is refused with the places where one was looked for', async (t) => {
  await assert.rejects(openModelFolder(await temporaryFolder(t)), {
    code: 'model.folder_missing',
    message: /expected a readable onnx\/model\.onnx or model\.onnx in model folder/,
    hint: /model\.onnx at its root or in onnx\//,
  });
});

/** An export of the golden Llama as its program lays it out, with a tokenizer. */
async function exportedFolder(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(t);
  const { folder: golden } = openGoldenDecoder('llama');
  for (const [file, from] of Object.entries(files)) await copyFile(join(golden, from), join(folder, file));
  const nano = join(import.meta.dirname, '../../data/models/glm-nano');
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(nano, file), join(folder, file));
  return folder;
}

test('a folder that Optimum wrote is opened as it is', async (t) => {
  const model = await openModelFolder(
    await exportedFolder(t, { 'model.onnx': 'optimum.onnx', 'config.json': 'config.json' }),
  );
  assert.deepEqual(cacheShape(model.decoder), { layers: 2, keyValueHeads: 2, headSize: 16 });
  assert.deepEqual([model.eosId, model.eosIds, model.maxPositions], [0, [0], 48]);
});

test('a folder that the model builder of onnxruntime-genai wrote is opened as it is', async (t) => {
  const files = ['model.onnx', 'model.onnx.data', 'genai_config.json'];
  const folder = await exportedFolder(t, Object.fromEntries(files.map((file) => [file, `genai/${file}`])));
  const model = await openModelFolder(folder);
  assert.deepEqual(cacheShape(model.decoder), { layers: 2, keyValueHeads: 2, headSize: 16 });
  assert.deepEqual([model.eosId, model.eosIds, model.maxPositions], [0, [0], 48]);
});
