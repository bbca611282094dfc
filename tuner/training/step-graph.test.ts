import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  buildDecoderGraph,
  type CacheShape,
  cacheShape,
  type Feeds,
  float32Tensor,
  float32Values,
  type Graph,
  GraphBuilder,
  openModelFolder,
  pastNames,
  prefixColumns,
} from '#model';
import { fullPlacement } from '../methods/full.ts';
import { randomPrefix, textPrefix } from '../methods/prefix/initial-prefix.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { glmNanoFolder, tinyConfig, tinyWeights } from '../testing/tiny-model.ts';
import { type Batch, batchFeeds, rowFeeds, rowOf, unlabeled } from './batch.ts';
import { buildStep } from './step-graph.ts';
import { type ComparedEntry, type MeasuredStep, measureStep } from './testing/gradient-at.ts';

/** Demanded at the largest entries of every trained tensor, float32 gradient against float32 losses. */
const largestRelativeError = 1e-2;
const entriesPerTensor = 3;

const weights = tinyWeights(tinyConfig);
const decoder = buildDecoderGraph(tinyConfig, weights);
const instruction = [5, 6, 7];
const rows = [rowOf([1, 2, 3], [4, 5, 6]), rowOf([7, 8], [9, 2, 3, 11, 30])];
const prefixTokens = 4;

const shape = cacheShape(decoder);
const prefix = randomPrefix(prefixTokens, shape, 3);

/** A batch on top of the prefix matrix `values`, whose width is that of a cache. */
const prefixFeeds = (batch: Batch, values: Float32Array, columns: number): Feeds => ({
  ...batchFeeds(batch, { count: values.length / columns, areRun: false }),
  prefix: float32Tensor(values, [values.length / columns, columns]),
});

function assertAgrees(
  t: TestContext,
  tensor: string,
  { place, gradient, difference, relativeError }: ComparedEntry,
): void {
  const told = `${tensor}[${place}]: gradient ${gradient.toExponential(4)}, central difference ${difference.toExponential(4)}, relative error ${relativeError.toExponential(1)}`;
  t.diagnostic(told);
  assert.ok(relativeError < largestRelativeError, told);
}

/** Compares the largest entries of each of the 2 L cache tensors that the prefix stands for. */
async function assertEveryCacheAgrees(t: TestContext, measured: MeasuredStep, cache: CacheShape): Promise<void> {
  const width = cache.keyValueHeads * cache.headSize;
  const names = Array.from({ length: cache.layers }, (_, layer) => pastNames(layer)).flat();
  for (const [tensor, name] of names.entries()) {
    const isInTensor = (place: number) => Math.floor((place % prefixColumns(cache)) / width) === tensor;
    const places = Array.from(measured.gradient('prefix').keys()).filter(isInTensor);
    const entries = await measured.compareLargest('prefix', places, entriesPerTensor);
    for (const entry of entries) assertAgrees(t, name, entry);
  }
}

test('the prefix gradient agrees with central differences in every cache tensor', async (t) => {
  const feeds = prefixFeeds({ instruction, rows }, prefix, prefixColumns(shape));
  const measured = await measureStep(await buildStep(prefixPlacement(decoder)), feeds);
  t.after(() => measured.close());
  await assertEveryCacheAgrees(t, measured, shape);
});

test('the prefix gradient of glm-nano agrees with central differences in every cache tensor', async (t) => {
  const nano = await openModelFolder(glmNanoFolder);
  const nanoShape = cacheShape(nano.decoder);
  const encode = (text: string) => nano.tokenizer.encode(text);
  // A prefix that text left behind, the usual start of tuning: the model attends to it more than to random values.
  const values = await textPrefix(
    encode(
      'Radio: clear\nMotion: steady, slow, part turn, no swerve\nAnswer:\nmotion: steady means staying; so hovering.\n',
    ),
    nano,
    nanoShape,
  );
  const batch = {
    instruction: encode("Say the target's motion, operation and task.\n"),
    rows: [
      rowOf(
        encode('Device: imager\nMotion: steady, slow\nAnswer:\n'),
        encode('motion: steady means staying; so hovering.'),
      ),
      rowOf(
        encode('Device: jammer\nMotion: closing, fast\nAnswer:\n'),
        encode('operation: jammer means none; so none.'),
      ),
    ],
  };
  const feeds = prefixFeeds(batch, values, prefixColumns(nanoShape));
  const measured = await measureStep(await buildStep(prefixPlacement(nano.decoder)), feeds);
  t.after(() => measured.close());
  await assertEveryCacheAgrees(t, measured, nanoShape);
});

test('the step refers to the weights of the decoder and copies none', async () => {
  const { graph } = await buildStep(prefixPlacement(decoder));
  const memory = (each: Graph) => [...each.initializers.values()].map(({ data }) => data as Uint8Array);
  const held = new Set(memory(decoder).map(({ buffer }) => buffer));
  const bytes = memory(graph).flatMap(({ buffer, byteLength }) => (held.has(buffer) ? [] : [byteLength]));
  assert.ok(
    bytes.every((count) => count <= 64),
    `constants of the step itself: ${bytes} bytes`,
  );
});

test('a shared instruction gives the loss and gradient of the same tokens in every row', async (t) => {
  const [first, ...others] = instruction;
  const labelsOfOthers = others.map(() => unlabeled);
  const own = rows.map(({ ids, labels }) => ({ ids: [...others, ...ids], labels: [...labelsOfOthers, ...labels] }));
  const step = await buildStep(prefixPlacement(decoder));
  const measure = (batch: Batch) => measureStep(step, prefixFeeds(batch, prefix, prefixColumns(shape)));
  const [shared, apart] = [await measure({ instruction, rows }), await measure({ instruction: [first!], rows: own })];
  await Promise.all([shared.close(), apart.close()]);
  assert.ok(Math.abs(shared.loss - apart.loss) < 1e-5, `${shared.loss} and ${apart.loss}`);
  const [a, b] = [shared.gradient('prefix'), apart.gradient('prefix')];
  const error = Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(...a.map(Math.abs));
  t.diagnostic(`gradients differ by ${error.toExponential(1)} of the largest entry`);
  assert.ok(error < 1e-5, `gradients differ by ${error} of the largest entry`);
});

test('the gradient of every weight agrees with central differences', async (t) => {
  const step = await buildStep(fullPlacement(decoder, [...weights.keys()]), false);
  const batch = rowFeeds(rows, 0);
  const values = [...weights].map(([name, value]) => [name, float32Tensor(float32Values(value), value.dims)] as const);
  const measured = await measureStep(step, { ...batch, ...Object.fromEntries(values) });
  t.after(() => measured.close());
  for (const name of weights.keys()) {
    const places = Array.from(measured.gradient(name).keys());
    for (const entry of await measured.compareLargest(name, places, entriesPerTensor)) assertAgrees(t, name, entry);
  }
});

test('a decoder whose logits are not a product with a weight is refused', async () => {
  const b = GraphBuilder.from({ ...decoder, outputs: [] });
  const doubled = b.op('Mul', [decoder.nodes.find((node) => node.outputs.includes('logits'))!.inputs[0]!, b.scalar(2)]);
  const nodes = b.build('doubled', [doubled]).nodes;
  const named = { op: 'Identity', domain: '', name: 'head', inputs: [doubled], outputs: ['logits'], attributes: {} };
  await assert.rejects(buildStep(prefixPlacement({ ...decoder, nodes: [...nodes, named] })), {
    code: 'tuner.head_not_found',
  });
});
