import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  buildDecoderGraph,
  cacheShape,
  dequantizeRows,
  float32Initializer,
  float32Tensor,
  type Graph,
  type Initializer,
  importModel,
  openCheckpoint,
  openModelFolder,
  prefixColumns,
  quantizeWeight,
} from '#model';
import { temporaryFolder } from '../model/testing/tiny-glm.ts';
import { randomPrefix } from '../tuner/methods/prefix/initial-prefix.ts';
import { prefixPlacement } from '../tuner/methods/prefix/placement.ts';
import { batchFeeds, rowOf } from '../tuner/training/batch.ts';
import { buildStep } from '../tuner/training/step-graph.ts';
import { measureStep } from '../tuner/training/testing/gradient-at.ts';
import { writeChatGlmCheckpoint } from './chatglm-checkpoint.ts';

/** A ChatGLM2 in everything but its size: its layout, groups, half rotation and shards. */
const twin = {
  layers: 3,
  width: 128,
  feedForwardWidth: 352,
  heads: 4,
  headSize: 32,
  groups: 2,
  vocabulary: 2048,
  positions: 256,
};
const sentencePiece = join(import.meta.dirname, '../data/golden/sentencepiece/chatglm/tokenizer.model');
const prefixTokens = 6;

async function measure(decoder: Graph) {
  const shape = cacheShape(decoder);
  const prefix = randomPrefix(prefixTokens, shape, 3);
  const ids = Array.from({ length: 30 }, (_, i) => (37 * i + 11) % twin.vocabulary);
  return measureStep(await buildStep(prefixPlacement(decoder), false), {
    ...batchFeeds(
      { instruction: [], rows: [rowOf(ids.slice(0, 20), ids.slice(20))] },
      { count: prefixTokens, areRun: false },
    ),
    prefix: float32Tensor(prefix, [prefixTokens, prefixColumns(shape)]),
  });
}

test('a ChatGLM2 in small, from torch shards to a step on 4-bit weights, has the gradient of the floats that these stand for', async (t) => {
  const folder = await temporaryFolder(t);
  const [from, to] = [join(folder, 'checkpoint'), join(folder, 'model')];
  await writeChatGlmCheckpoint(from, twin, { format: 'torch', shardBytes: 500_000, seed: 5 });
  await copyFile(sentencePiece, join(from, 'tokenizer.model'));
  const { notFused } = await importModel({ from, to, weights: 'int4' });
  assert.equal(notFused, null);
  const model = await openModelFolder(to);
  assert.equal(model.tokenizer.startIds.length, 2);

  const checkpoint = await openCheckpoint(from);
  const floats = new Map<string, Initializer>();
  for (const [name, { dims, readRows }] of checkpoint.tensors) {
    const weight = float32Initializer(await readRows(0, dims[0]!), dims);
    const isVocabulary = dims[0] === twin.vocabulary;
    const restored = (): Initializer =>
      float32Initializer(dequantizeRows(quantizeWeight(name, weight, isVocabulary ? 8 : 4), 0, dims[0]!), dims);
    floats.set(name, dims.length === 2 ? restored() : weight);
  }
  await checkpoint.close();

  const bits = await measure(model.decoder);
  const plain = await measure(buildDecoderGraph(checkpoint.config, floats));
  t.after(() => Promise.all([bits.close(), plain.close()]));
  assert.ok(Math.abs(bits.loss - plain.loss) < 1e-5, `losses ${bits.loss} and ${plain.loss}`);
  const [gradient, expected] = [bits.gradient('prefix'), plain.gradient('prefix')];
  assert.equal(gradient.length, prefixTokens * prefixColumns(cacheShape(model.decoder)));
  const largest = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...expected.map((value, i) => Math.abs(value - gradient[i]!))) / largest;
  t.diagnostic(`gradients differ by ${difference.toExponential(1)} of the largest entry`);
  assert.ok(difference < 1e-4, `gradients differ by ${difference} of the largest entry`);
  for (const { place, relativeError } of await plain.compareLargest('prefix', [...gradient.keys()], 6)) {
    t.diagnostic(`entry ${place}: ${relativeError.toExponential(1)} from its central difference`);
    assert.ok(relativeError < 2e-2, `entry ${place} is off by ${relativeError}`);
  }
});
