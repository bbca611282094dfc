import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph, buildInferenceGraph } from '../../decoder/decoder-graph.ts';
import { type Cache, presentCache } from '../../runtime/cache.ts';
import { float32Tensor, int64Tensor, openSession, type Tensor } from '../../runtime/session.ts';
import { seededNormal, tinyConfig, tinyWeights } from '../../testing/tiny-glm.ts';
import { cacheShape, pastNames } from '../decoder-convention.ts';
import type { Graph } from '../graph.ts';
import { addedNames, withAddedCache } from './added-cache.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const shape = cacheShape(decoder);
const [rows, before, columns] = [2, 3, 4];

/** Two rows of new tokens behind a cache of random numbers. */
async function run(graph: Graph): Promise<Record<string, Tensor>> {
  const { keyValueHeads: G, headSize: D } = shape;
  const random = seededNormal(7);
  const past: Cache = Object.fromEntries(
    Array.from({ length: shape.layers }, (_, layer) => pastNames(layer))
      .flat()
      .map((name) => [
        name,
        float32Tensor(Float32Array.from({ length: rows * G * before * D }, random), [rows, G, before, D]),
      ]),
  );
  const numbers = (width: number, valueAt: (i: number) => number) =>
    int64Tensor(
      Array.from({ length: rows * width }, (_, i) => valueAt(i)),
      [rows, width],
    );
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run({
    input_ids: numbers(columns, (i) => i),
    position_ids: numbers(columns, (i) => before + (i % columns)),
    attention_mask: numbers(before + columns, () => 1),
    ...past,
  });
  await session.close();
  return results;
}

test('what is added is what the present has behind the past, and logits are the same', async () => {
  const [whole, added] = [await run(decoder), await run(withAddedCache(decoder))];
  assert.deepEqual(added.logits, whole.logits);
  const { keyValueHeads: G, headSize: D } = shape;
  const present = presentCache(whole, shape);
  for (let layer = 0; layer < shape.layers; layer += 1) {
    for (const kv of [0, 1] as const) {
      const { data, dims } = present[pastNames(layer)[kv]]!;
      const width = dims[2]!;
      const tails = Array.from({ length: rows * G }, (_, head) =>
        Array.from(data.subarray((head * width + before) * D, (head + 1) * width * D), Number),
      );
      const tensor = added[addedNames(layer)[kv]]!;
      assert.deepEqual(tensor.dims, [rows, G, columns, D]);
      assert.deepEqual(Array.from(tensor.data, Number), tails.flat());
    }
  }
  assert.ok(!Object.keys(added).some((name) => name.startsWith('present.')));
});

test('a decoder whose fused attention keeps the cache itself is left as it is', () => {
  const fused = buildInferenceGraph({ ...tinyConfig, rotaryChannels: tinyConfig.headSize }, tinyWeights(tinyConfig));
  const usesFused = fused.nodes.some(({ op }) => op === 'GroupQueryAttention');
  assert.equal(withAddedCache(fused) === fused, usesFused);
});
