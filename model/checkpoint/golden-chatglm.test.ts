import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { float32Values, type Initializer } from '../graph/graph.ts';
import { emptyCache, repeatCache } from '../runtime/cache.ts';
import { int64Tensor, openSession } from '../runtime/session.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { readTorchFile } from '../weights/torch-file.ts';
import { openCheckpoint } from './checkpoint.ts';
import { writeShards } from './testing/write-shards.ts';

// By PyTorch 2.9.1 and transformers 4.57.6, scripts/golden/chatglm-checkpoint.py.
const chatGlm = join(import.meta.dirname, '../../data/golden/chatglm');
const reference = readSafetensors(readFileSync(join(chatGlm, 'reference.safetensors')), 'reference.safetensors');
const glm = openGoldenDecoder('glm');
const { input_ids, attention_mask } = glm.reference.right;

/** Largest difference between a float32 logit of ONNX Runtime and one of PyTorch; logits are of order 1. */
const logitTolerance = 1e-4;

/** Holds the logits of the decoder in a folder to those that transformers has for the same rounded weights. */
async function assertLogits(t: TestContext, folder: string, rounding: 'float16' | 'bfloat16'): Promise<void> {
  const expected = float32Values(reference.get(`logits/${rounding}`)!);
  const graph = await buildFromCheckpoint(folder);
  const session = await openSession(graph, { threads: 1 });
  const shape = [input_ids.length, input_ids[0]!.length];
  const { logits } = await session.run({
    input_ids: int64Tensor(input_ids.flat(), shape),
    attention_mask: int64Tensor(attention_mask.flat(), shape),
    position_ids: int64Tensor(
      input_ids.flatMap((row) => row.map((_, i) => i)),
      shape,
    ),
    ...repeatCache(emptyCache(cacheShape(graph)), input_ids.length),
  });
  await session.close();
  const tokens = attention_mask.flat();
  const classes = expected.length / tokens.length;
  const differences = Array.from(logits!.data as Float32Array, (logit, i) =>
    tokens[Math.floor(i / classes)] === 1 ? Math.abs(logit - expected[i]!) : 0,
  );
  assert.equal(differences.length, expected.length);
  const largest = Math.max(...differences);
  t.diagnostic(`largest difference of a logit ${largest.toExponential(1)}`);
  assert.ok(largest < logitTolerance, `a logit differs by ${largest}`);
}

test('a checkpoint in the layout of ChatGLM2, in torch shards, has the logits of transformers', (t) =>
  assertLogits(t, chatGlm, 'float16'));

test('the same tensors in safetensors shards of float16 have the same logits', async (t) => {
  const folder = await temporaryFolder(t);
  const tensors = new Map<string, Initializer>();
  for (const shard of ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin']) {
    for (const [name, tensor] of (await readTorchFile(join(chatGlm, shard), () => true)).tensors)
      tensors.set(name, tensor);
  }
  await copyFile(join(chatGlm, 'config.json'), join(folder, 'config.json'));
  await writeShards(folder, tensors, 'F16');
  await assertLogits(t, folder, 'float16');
});

for (const [type, rounding] of [
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
] as const) {
  test(`a Hugging Face glm in safetensors shards of ${rounding} has the logits of transformers`, async (t) => {
    const folder = await temporaryFolder(t);
    const weights = readSafetensors(await readFile(join(glm.folder, 'model.safetensors')), 'model.safetensors');
    await copyFile(join(glm.folder, 'config.json'), join(folder, 'config.json'));
    await writeShards(folder, weights, type);
    await assertLogits(t, folder, rounding);
  });
}

test('the configuration of ChatGLM is that of the glm it was made from', async () => {
  const theirs = await openCheckpoint(chatGlm);
  const ours = await openCheckpoint(glm.folder);
  assert.deepEqual(theirs.config, ours.config);
  assert.deepEqual(theirs.tokens, { eos: [0], pad: 1 });
  assert.deepEqual(theirs.tokens, ours.tokens);
  await Promise.all([theirs.close(), ours.close()]);
});

test('rows read a few at a time are the rows of the whole tensor, query, key and value each from their own', async () => {
  const { tensors, close } = await openCheckpoint(chatGlm);
  for (const [name, { dims, readRows }] of tensors) {
    const rows = dims[0]!;
    const whole = await readRows(0, rows);
    assert.equal(
      whole.length,
      dims.reduce((product, size) => product * size, 1),
    );
    const parts: number[] = [];
    for (let first = 0; first < rows; first += 7) parts.push(...(await readRows(first, Math.min(7, rows - first))));
    assert.deepEqual(Float32Array.from(parts), whole, name);
  }
  await close();
});

test('rows beyond those of a weight are not read, though the tensor that holds it has more', async () => {
  const { tensors, close } = await openCheckpoint(chatGlm);
  const query = tensors.get('model.layers.0.self_attn.q_proj.weight')!;
  await assert.rejects(query.readRows(query.dims[0]! - 1, 2), RangeError);
  await close();
});
