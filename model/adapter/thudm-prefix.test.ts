import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type DecoderConfig, parseDecoderConfig } from '../decoder/decoder-config.ts';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { prefixCache, repeatCache } from '../runtime/cache.ts';
import { int64Tensor, openSession } from '../runtime/session.ts';
import { openGoldenDecoder } from '../testing/golden-decoder.ts';
import { temporaryFolder } from '../testing/tiny-glm.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { readTorchFile, writeTorchFile } from '../weights/torch-file.ts';
import { readThudmPrefix, writeThudmPrefix } from './thudm-prefix.ts';

// By PyTorch 2.9.1, scripts/golden/thudm-prefix.py: a checkpoint, its matrix, and the logits of a forward pass that
// inserts the prefix and counts positions as THUDM does, for the tiny GLM and the batch of data/golden/decoders.
const golden = join(import.meta.dirname, '../../data/golden/thudm');
const checkpoint = join(golden, 'checkpoint');
const tensors = readSafetensors(await readFile(join(golden, 'reference.safetensors')), 'reference.safetensors');
const [matrix, logits] = ['prefix', 'logits'].map((name) => float32Values(tensors.get(name)!)) as [
  Float32Array,
  Float32Array,
];
const decoder = openGoldenDecoder('glm');
const config = parseDecoderConfig(
  JSON.parse(await readFile(join(decoder.folder, 'config.json'), 'utf8')),
  'config.json',
);
const weightName = 'transformer.prefix_encoder.embedding.weight';

/** Largest difference between a float32 logit of ONNX Runtime and one of PyTorch; logits are of order 1. */
const logitTolerance = 1e-4;
/** Two rotations in float32 of values of order 1. */
const turnTolerance = 1e-6;

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);

/** Largest difference from the logits of THUDM, over tokens that are not padding, with text after this prefix. */
async function logitDifference(prefix: Float32Array): Promise<number> {
  const { input_ids, attention_mask } = decoder.reference.right;
  const [rows, prefixTokens] = [input_ids.length, prefix.length / tensors.get('prefix')!.dims[1]!];
  const session = await openSession(await buildFromCheckpoint(decoder.folder), { threads: 1 });
  const tensor = (values: readonly (readonly number[])[]) => int64Tensor(values.flat(), [rows, values[0]!.length]);
  const results = await session.run({
    input_ids: tensor(input_ids),
    attention_mask: tensor(attention_mask.map((row) => [...Array<number>(prefixTokens).fill(1), ...row])),
    position_ids: tensor(input_ids.map((row) => row.map((_, i) => prefixTokens + i))),
    ...repeatCache(prefixCache(prefix, prefixTokens, config), rows),
  });
  await session.close();
  const isReal = attention_mask.flat();
  const ofReal = (all: Float32Array) => all.filter((_, i) => isReal[Math.floor(i / config.vocabularySize)] === 1);
  return largestDifference(ofReal(results.logits!.data as Float32Array), ofReal(logits));
}

/** A checkpoint with these numbers, of `[rows, columns]`. */
async function checkpointOf(
  t: TestContext,
  names: readonly string[],
  columns = 256,
  extra = new Map<string, string>(),
) {
  const folder = await temporaryFolder(t);
  const weight = float32Initializer(new Float32Array(3 * columns), [3, columns]);
  const file = writeTorchFile({ tensors: new Map(names.map((name) => [name, weight])), extra });
  await writeFile(join(folder, 'pytorch_model.bin'), file);
  return folder;
}

const invalid = (message: RegExp) => ({ code: 'model.adapter_invalid', message });

test('a prefix of THUDM gives the logits it has there, with text after the prefix here', async (t) => {
  const adapter = await readThudmPrefix(checkpoint, config);
  assert.equal(adapter.prefixTokens, 5);
  assert.equal(adapter.textStart, 'afterPrefix');
  assert.match(adapter.sha256, /^[0-9a-f]{64}$/);
  const difference = await logitDifference(adapter.values);
  t.diagnostic(`largest difference of a logit ${difference.toExponential(1)}`);
  assert.ok(difference < logitTolerance, `a logit differs by ${difference}`);
});

test('the same matrix with its keys as they stand would give other logits', async () => {
  const difference = await logitDifference(matrix);
  assert.ok(difference > 1, `logits differ by ${difference}`);
});

test('values and the channels that do not rotate are those of the file, bit for bit', async () => {
  const { values } = await readThudmPrefix(checkpoint, config);
  const { keyValueHeads: G, headSize: D, rotaryChannels: R } = config;
  const isTurned = (i: number): boolean => Math.floor(i / (G * D)) % 2 === 0 && i % D < R;
  const still = (all: Float32Array) => all.filter((_, i) => !isTurned(i));
  assert.equal(still(values).length, (5 * 256 * 3) / 4);
  assert.deepEqual(still(values), still(matrix));
  const turned = values.filter((value, i) => value !== matrix[i]);
  assert.equal(turned.length, (5 * 256) / 4);
});

test('a prefix that was written is read back the same, and stands in the file as THUDM has it', async (t) => {
  const folder = await temporaryFolder(t);
  const adapter = await readThudmPrefix(checkpoint, config);
  await writeThudmPrefix(join(folder, 'new'), adapter, config);
  const again = await readThudmPrefix(join(folder, 'new'), config);
  assert.ok(largestDifference(again.values, adapter.values) < turnTolerance);
  const { tensors } = await readTorchFile(join(folder, 'new/pytorch_model.bin'), () => true);
  assert.deepEqual([...tensors.keys()], [weightName]);
  assert.deepEqual(tensors.get(weightName)!.dims, [5, 256]);
  assert.ok(largestDifference(float32Values(tensors.get(weightName)!), matrix) < turnTolerance);
});

test('a prefix whose keys are for text from position 0 is not written as if they were for text after it', async (t) => {
  await assert.rejects(writeThudmPrefix(await temporaryFolder(t), { values: matrix, textStart: 'zero' }, config), {
    code: 'model.prefix_convention',
    message: /expected keys for text that starts at afterPrefix, got zero/,
  });
});

test('a file that says its keys are for text after the prefix is not turned again', async (t) => {
  const folder = await checkpointOf(t, [weightName], 256, new Map([['text_start', 'afterPrefix']]));
  await assert.rejects(readThudmPrefix(folder, config), {
    code: 'model.prefix_convention',
    message: /pytorch_model\.bin: expected keys for text that starts at zero, got afterPrefix/,
  });
});

test('weights beside the prefix encoder are passed over', async (t) => {
  const folder = await checkpointOf(t, ['transformer.output_layer.weight', weightName]);
  assert.equal((await readThudmPrefix(folder, config)).prefixTokens, 3);
});

test('a checkpoint with a projection of the prefix is refused', async (t) => {
  const folder = await checkpointOf(t, [weightName, 'transformer.prefix_encoder.trans.0.weight']);
  await assert.rejects(
    readThudmPrefix(folder, config),
    invalid(/expected a prefix without projection, got transformer\.prefix_encoder\.trans\.0\.weight/),
  );
});

test('a checkpoint without a prefix, or of a model with another cache, is refused with both widths', async (t) => {
  await assert.rejects(
    readThudmPrefix(await checkpointOf(t, ['lm_head.weight']), config),
    invalid(/expected transformer\S+ of \[tokens, 256\] for 2 layers, got \[nothing\]/),
  );
  await assert.rejects(
    readThudmPrefix(await checkpointOf(t, [weightName], 384), config),
    invalid(/expected transformer\S+ of \[tokens, 256\] for 2 layers, got \[3, 384\]/),
  );
});

test('a model that is no GLM is refused, to read for and to write for', async (t) => {
  const llama: DecoderConfig = { ...config, architecture: 'llama' };
  const noGlm = invalid(/expected a glm for a prefix of THUDM, got a llama/);
  await assert.rejects(readThudmPrefix(checkpoint, llama), noGlm);
  const prefix = { values: matrix, textStart: 'afterPrefix' } as const;
  await assert.rejects(writeThudmPrefix(await temporaryFolder(t), prefix, llama), noGlm);
});

test('a folder without a checkpoint is refused', async (t) => {
  await assert.rejects(
    readThudmPrefix(await temporaryFolder(t), config),
    invalid(/expected a readable pytorch_model\.bin/),
  );
});

test('a file of another kind under the name of the checkpoint is refused', async (t) => {
  const folder = join(await temporaryFolder(t), 'old');
  await mkdir(folder);
  await copyFile(join(decoder.folder, 'config.json'), join(folder, 'pytorch_model.bin'));
  await assert.rejects(readThudmPrefix(folder, config), { code: 'model.torch_file_invalid' });
});
