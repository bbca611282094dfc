import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readPrefixAdapter } from '../adapter/prefix-adapter.ts';
import { buildFromCheckpoint } from '../folder/model-folder.ts';
import { readGraph } from '../folder/read-graph.ts';
import { type CacheShape, cacheShape } from '../graph/decoder-convention.ts';
import type { Graph } from '../graph/graph.ts';
import { type Cache, emptyCache, prefixCache, repeatCache } from '../runtime/cache.ts';
import { int64Tensor, openSession } from '../runtime/session.ts';
import { foreignExports, type GoldenDecoder, goldenFamilies, openGoldenDecoder } from '../testing/golden-decoder.ts';

/** Largest difference between a float32 logit of ONNX Runtime and one of PyTorch; logits are of order 1. */
const logitTolerance = 1e-4;

interface Rows {
  readonly input_ids: readonly (readonly number[])[];
  readonly attention_mask: readonly (readonly number[])[];
  readonly position_ids?: readonly (readonly number[])[];
}

/** Logits of each row, all rows in one run. */
async function logitsOf(graph: Graph, rows: Rows, past: Cache): Promise<Float32Array[]> {
  const pastTokens = past['past_key_values.0.key']!.dims[2]!;
  const { input_ids, attention_mask, position_ids = input_ids.map((ids) => ids.map((_, i) => i)) } = rows;
  const tensor = (values: Rows['input_ids']) => int64Tensor(values.flat(), [values.length, values[0]!.length]);
  const feeds = {
    input_ids: tensor(input_ids),
    attention_mask: tensor(attention_mask.map((row) => [...Array<number>(pastTokens).fill(1), ...row])),
    position_ids: tensor(position_ids.map((row) => row.map((position) => position + pastTokens))),
    ...repeatCache(past, input_ids.length),
  };
  const session = await openSession(graph, { threads: 1 });
  const { logits } = await session.run(feeds);
  await session.close();
  const all = logits!.data as Float32Array;
  const size = all.length / input_ids.length;
  return input_ids.map((_, r) => all.subarray(r * size, (r + 1) * size));
}

/** Logits of each row, run alone and without its padding, as GroupQueryAttention asks of text on top of a past. */
async function logitsOneByOne(graph: Graph, rows: Rows, past: Cache): Promise<Float32Array[]> {
  const answers: Float32Array[] = [];
  for (const [r, row] of rows.input_ids.entries()) {
    const ids = row.filter((_, i) => rows.attention_mask[r]![i] === 1);
    answers.push(...(await logitsOf(graph, { input_ids: [ids], attention_mask: [ids.map(() => 1)] }, past)));
  }
  return answers;
}

/** Compares the logits of all tokens that are not padding. */
function assertLogits(
  t: TestContext,
  actual: readonly Float32Array[],
  expected: Float32Array,
  mask: Rows['input_ids'],
) {
  const rowSize = expected.length / mask.length;
  const classes = rowSize / mask[0]!.length;
  let largest = 0;
  for (let i = 0; i < expected.length; i += 1) {
    const [row, column] = [Math.floor(i / rowSize), i % rowSize];
    if (mask[row]![Math.floor(column / classes)] === 0) continue;
    largest = Math.max(largest, Math.abs(actual[row]![column]! - expected[i]!));
  }
  t.diagnostic(`largest difference of a logit ${largest.toExponential(1)}`);
  assert.ok(largest < logitTolerance, `a logit differs by ${largest}`);
}

/** The pasts of a golden decoder, and the logits that text padded on the right has on top of each. */
async function pastsOf(
  { folder, reference, tensor }: GoldenDecoder,
  shape: CacheShape,
): Promise<[Cache, Float32Array][]> {
  const adapter = await readPrefixAdapter(join(folder, 'adapter'), shape);
  return [
    [emptyCache(shape), tensor('logits/bare')],
    [prefixCache(tensor('prefix'), reference.prefix_tokens, shape), tensor('logits/prefixed')],
    [prefixCache(adapter.values, adapter.prefixTokens, shape), tensor('logits/adapter')],
  ];
}

for (const family of goldenFamilies) {
  test(`${family} has the logits of transformers, alone, with a prefix and with an adapter by PEFT`, async (t) => {
    const golden = openGoldenDecoder(family);
    const graph = await buildFromCheckpoint(golden.folder);
    const { right } = golden.reference;
    for (const [past, expected] of await pastsOf(golden, cacheShape(graph)))
      assertLogits(t, await logitsOf(graph, right, past), expected, right.attention_mask);
  });

  test(`${family} has the logits of transformers for text padded on the left`, async (t) => {
    const { folder, reference, tensor } = openGoldenDecoder(family);
    const graph = await buildFromCheckpoint(folder);
    const prefix = prefixCache(tensor('prefix'), reference.prefix_tokens, cacheShape(graph));
    const logits = await logitsOf(graph, reference.left, prefix);
    assertLogits(t, logits, tensor('logits/prefixed_left'), reference.left.attention_mask);
  });
}

for (const { family, file, isFused } of foreignExports) {
  test(`${file} of ${family} has the same logits under the same prefixes`, async (t) => {
    const golden = openGoldenDecoder(family);
    const shape = cacheShape(await buildFromCheckpoint(golden.folder));
    const { graph } = await readGraph(golden.folder, file);
    const { right } = golden.reference;
    const run = isFused ? logitsOneByOne : logitsOf;
    for (const [past, expected] of await pastsOf(golden, shape))
      assertLogits(t, await run(graph, right, past), expected, right.attention_mask);
  });
}
