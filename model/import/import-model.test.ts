import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { DecoderConfig } from '../decoder/decoder-config.ts';
import { openModelFolder, writeModelFolder } from '../folder/model-folder.ts';
import { float32Initializer, float32Values, type Initializer } from '../graph/graph.ts';
import { quantizeWeight } from '../quantization/quantize-weight.ts';
import { openSession } from '../runtime/session.ts';
import { chatGlm2Config } from '../testing/chatglm2-6b.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { importModel } from './import-model.ts';
import { bitsOf, planWeights, weightKinds } from './weight-plan.ts';

const nano = join(import.meta.dirname, '../../data/models/glm-nano');

/** Sizes that GroupQueryAttention takes; no width fills whole blocks but that of the embedding. */
const fusedConfig: DecoderConfig = { ...tinyConfig, vocabularySize: 2048, width: 64, headSize: 16, rotaryChannels: 16 };

/** A checkpoint of these weights, with the tokenizer of glm-nano, and a place to import it to. */
async function checkpointOf(
  t: TestContext,
  config: DecoderConfig,
  weights: Map<string, Initializer> = tinyWeights(config),
) {
  const folder = await temporaryFolder(t);
  const [from, to] = [join(folder, 'checkpoint'), join(folder, 'imported')];
  await writeModelFolder(from, config, weights, { eos: 0, pad: 1 });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(nano, file), join(from, file));
  return { folder, from, to, weights };
}

for (const kind of weightKinds) {
  test(`a checkpoint imported to ${kind} opens with the weights that were meant`, async (t) => {
    const { from, to, weights } = await checkpointOf(t, { ...fusedConfig, tiedEmbedding: false });
    const { notFused, parameters } = await importModel({ from, to, weights: kind });
    assert.equal(notFused, null);
    const { decoder, eosIds, maxPositions, tokenizer } = await openModelFolder(to);
    assert.ok(decoder.nodes.some(({ op }) => op === 'GroupQueryAttention'));
    assert.deepEqual([eosIds, maxPositions], [[0], fusedConfig.maxPositions]);
    assert.equal(tokenizer.decode(tokenizer.encode('so hovering.')), 'so hovering.');
    let numbers = 0;
    for (const [name, weight] of weights) {
      numbers += float32Values(weight).length;
      const bits = bitsOf(name, weight.dims, kind);
      const constant = (part: string) => decoder.initializers.get(part)!.data;
      if (bits === undefined) {
        assert.deepEqual(float32Values(decoder.initializers.get(name)!), float32Values(weight), name);
        continue;
      }
      const { packed, scales, zeroPoints } = quantizeWeight(name, weight, bits);
      const tableOrPacked = name.includes('embed') ? `${name}.packed.rows` : `${name}.packed`;
      assert.deepEqual(constant(tableOrPacked), packed.data, name);
      assert.deepEqual(
        Buffer.from(constant(`${name}.scales`) as Uint8Array),
        Buffer.from(scales.data as Uint8Array),
        name,
      );
      if (zeroPoints) assert.deepEqual(constant(`${name}.zero_points`), zeroPoints.data, name);
    }
    assert.equal(parameters, numbers);
    const session = await openSession(join(to, 'onnx/model.onnx'), { threads: 1 });
    await session.close();
  });
}

test('a tied embedding is kept once and read by both ends of the decoder', async (t) => {
  const { from, to } = await checkpointOf(t, fusedConfig);
  await importModel({ from, to, weights: 'int4' });
  const { decoder } = await openModelFolder(to);
  const [table, head] = ['.packed.rows', '.packed'].map((part) => {
    const { data } = decoder.initializers.get(`model.embed_tokens.weight${part}`)!;
    return data as Uint8Array;
  });
  assert.deepEqual([table!.buffer, table!.byteOffset, table!.length], [head!.buffer, head!.byteOffset, head!.length]);
});

test('the weights file is a safetensors file without holes, floats before bytes', async (t) => {
  const { from, to } = await checkpointOf(t, fusedConfig);
  const { weightsBytes } = await importModel({ from, to, weights: 'int4' });
  const bytes = await readFile(join(to, 'onnx/model.onnx_data'));
  assert.equal(bytes.length, weightsBytes);
  const headerBytes = Number(bytes.readBigUInt64LE());
  const { __metadata__: _, ...tensors } = JSON.parse(bytes.subarray(8, 8 + headerBytes).toString());
  let [end, sizes] = [0, [] as number[]];
  for (const { dtype, shape, data_offsets } of Object.values<{
    dtype: 'F32' | 'U8';
    shape: number[];
    data_offsets: number[];
  }>(tensors)) {
    const size = { F32: 4, U8: 1 }[dtype];
    sizes.push(size);
    assert.deepEqual(data_offsets, [end, end + size * shape.reduce((product, each) => product * each, 1)]);
    end = data_offsets[1]!;
  }
  assert.equal(8 + headerBytes + end, weightsBytes);
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
});

test('float32 weights are linked to under the name that transformers reads; others are not', async (t) => {
  const { from, to, folder } = await checkpointOf(t, fusedConfig);
  await importModel({ from, to, weights: 'float32' });
  assert.equal(await readlink(join(to, 'model.safetensors')), 'onnx/model.onnx_data');
  await importModel({ from, to: join(folder, 'bits'), weights: 'int8' });
  assert.ok(!(await readdir(join(folder, 'bits'))).includes('model.safetensors'));
});

test('several end tokens are kept', async (t) => {
  const { from, to } = await checkpointOf(t, fusedConfig);
  await writeFile(join(from, 'generation_config.json'), JSON.stringify({ eos_token_id: [0, 5], pad_token_id: 1 }));
  await importModel({ from, to, weights: 'int8' });
  assert.deepEqual((await openModelFolder(to)).eosIds, [0, 5]);
  assert.deepEqual(JSON.parse(await readFile(join(to, 'config.json'), 'utf8')).eos_token_id, [0, 5]);
});

test('a decoder whose heads cannot be fused has plain attention, and the reason is told', async (t) => {
  const { from, to } = await checkpointOf(t, { ...tinyConfig, vocabularySize: 2048 });
  const { notFused } = await importModel({ from, to, weights: 'int4' });
  assert.match(notFused!, /this model has 8 and 4/);
  const { decoder } = await openModelFolder(to);
  assert.ok(!decoder.nodes.some(({ op }) => op === 'GroupQueryAttention'));
  assert.ok(decoder.nodes.some(({ op }) => op === 'MatMulNBits'));
  const session = await openSession(decoder, { threads: 1 });
  await session.close();
});

test('a weight that is too large to be read at once is the same, and progress is told on the way', async (t) => {
  const config = { ...fusedConfig, vocabularySize: 140_000, layers: 1 };
  const name = 'model.embed_tokens.weight';
  const table = Float32Array.from({ length: config.vocabularySize * config.width }, (_, i) => Math.sin(i));
  const large = float32Initializer(table, [config.vocabularySize, config.width]);
  const { from, to, weights } = await checkpointOf(
    t,
    config,
    tinyWeights({ ...config, vocabularySize: 1 }).set(name, large),
  );
  const told: number[] = [];
  const { parameters } = await importModel({ from, to, weights: 'int8', onProgress: ({ done }) => told.push(done) });
  assert.ok(told.length > weights.size, `${told.length} reports`);
  assert.deepEqual([told.at(-1), told.toSorted((a, b) => a - b)], [parameters, told]);
  const { decoder } = await openModelFolder(to);
  const expected = quantizeWeight(name, weights.get(name)!, 8).packed.data as Uint8Array;
  assert.equal(Buffer.compare(decoder.initializers.get(`${name}.packed`)!.data as Uint8Array, expected), 0);
});

test('an import that is stopped leaves nothing behind', async (t) => {
  const { folder, from, to } = await checkpointOf(t, fusedConfig);
  const controller = new AbortController();
  const stop = { onProgress: () => controller.abort(), signal: controller.signal };
  await assert.rejects(importModel({ from, to, weights: 'int4', ...stop }), { name: 'AbortError' });
  assert.deepEqual(await readdir(folder), ['checkpoint']);
});

test('what a kill left behind is written again', async (t) => {
  const { folder, from, to } = await checkpointOf(t, fusedConfig);
  await mkdir(join(folder, 'imported.part/onnx'), { recursive: true });
  await writeFile(join(folder, 'imported.part/onnx/model.onnx_data'), 'half');
  await mkdir(to);
  await importModel({ from, to: `${to}/`, weights: 'int8' });
  assert.deepEqual((await readdir(folder)).sort(), ['checkpoint', 'imported']);
  await openModelFolder(to);
});

test('a folder with files in it is refused and stays as it is', async (t) => {
  const { folder, from, to } = await checkpointOf(t, fusedConfig);
  await mkdir(to);
  await writeFile(join(to, 'notes.txt'), 'mine');
  const taken = { code: 'model.folder_taken', message: /an empty one, got 1 files there/ };
  await assert.rejects(importModel({ from, to, weights: 'int8' }), taken);
  await assert.rejects(importModel({ from, to: join(to, 'notes.txt'), weights: 'int8' }), {
    code: 'model.folder_taken',
  });
  assert.deepEqual([await readdir(to), (await readdir(folder)).sort()], [['notes.txt'], ['checkpoint', 'imported']]);
});

test('a weight that is not finite is refused by name, and nothing is left behind', async (t) => {
  const weights = tinyWeights(fusedConfig);
  const name = 'model.layers.1.mlp.down_proj.weight';
  const values = float32Values(weights.get(name)!);
  values[70] = Number.NaN;
  const { folder, from, to } = await checkpointOf(
    t,
    fusedConfig,
    weights.set(name, float32Initializer(values, weights.get(name)!.dims)),
  );
  const refusal = { code: 'model.weights_invalid', message: `weight ${name}: expected finite numbers, got NaN` };
  await assert.rejects(importModel({ from, to, weights: 'int4' }), refusal);
  assert.deepEqual(await readdir(folder), ['checkpoint']);
});

test('the weights of ChatGLM2-6B take 4.3 GB in 4 bits', () => {
  const plan = planWeights(chatGlm2Config, 'int4', 'model.onnx_data');
  assert.equal(plan.parameters, 6_243_584_000);
  assert.ok(Math.abs(plan.fileBytes - 4.26e9) < 0.05e9, `${plan.fileBytes} bytes`);
});
