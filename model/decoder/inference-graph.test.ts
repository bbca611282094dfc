import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { cacheShape } from '../graph/decoder-convention.ts';
import type { Graph, Initializer } from '../graph/graph.ts';
import { lowerFusedOperators } from '../graph/lowering/lower.ts';
import type { DecoderWeight } from '../quantization/block-quantized-weight.ts';
import { quantizeWeight } from '../quantization/quantize-weight.ts';
import { type Cache, emptyCache, prefixCache, presentCache, repeatCache } from '../runtime/cache.ts';
import { int64Tensor, openSession, type Tensor } from '../runtime/session.ts';
import { goldenFamilies, openGoldenDecoder } from '../testing/golden-decoder.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { type DecoderConfig, parseDecoderConfig } from './decoder-config.ts';
import { buildDecoderGraph, buildInferenceGraph } from './decoder-graph.ts';
import { whyNotFused } from './fused-attention.ts';

/** Largest difference between float32 logits of two forms of one decoder; logits are of order 1. */
const logitTolerance = 1e-4;

const text = [3, 17, 5, 5, 39, 0, 21, 8];

function goldenModel(family: (typeof goldenFamilies)[number]): {
  config: DecoderConfig;
  weights: Map<string, Initializer>;
} {
  const { folder } = openGoldenDecoder(family);
  const read = (file: string) => readFileSync(join(folder, file));
  return {
    config: parseDecoderConfig(JSON.parse(read('config.json').toString()), 'config.json'),
    weights: readSafetensors(read('model.safetensors'), 'model.safetensors'),
  };
}

type Rows = readonly (readonly number[])[];

/** Runs rows of the same length on top of a cache, at positions that need not go on from it. */
async function run(graph: Graph, rows: Rows, past: Cache, firstPosition?: number): Promise<Record<string, Tensor>> {
  const before = past['past_key_values.0.key']!.dims[2]!;
  const width = rows[0]!.length;
  const tensor = (valueAt: (row: number, i: number) => number, size = width): Tensor =>
    int64Tensor(
      rows.flatMap((_, row) => Array.from({ length: size }, (__, i) => valueAt(row, i))),
      [rows.length, size],
    );
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run({
    input_ids: tensor((row, i) => rows[row]![i]!),
    position_ids: tensor((_, i) => (firstPosition ?? before) + i),
    attention_mask: tensor(() => 1, before + width),
    ...past,
  });
  await session.close();
  return results;
}

function assertSame(t: TestContext, actual: Record<string, Tensor>, expected: Record<string, Tensor>): void {
  for (const [name, { dims, data }] of Object.entries(expected)) {
    assert.deepEqual(actual[name]!.dims, dims, `shape of ${name}`);
    const values = actual[name]!.data as Float32Array;
    const largest = (data as Float32Array).reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0);
    if (name === 'logits') t.diagnostic(`largest difference of a logit ${largest.toExponential(1)}`);
    assert.ok(largest < logitTolerance, `${name} differs by ${largest}`);
  }
}

for (const family of goldenFamilies) {
  test(`the fused ${family} computes what the plain one does, bare and on top of a prefix, at any positions`, async (t) => {
    const { config, weights } = goldenModel(family);
    const [plain, fused] = [buildDecoderGraph(config, weights), buildInferenceGraph(config, weights)];
    const shape = cacheShape(plain);
    const { tensor, reference } = openGoldenDecoder(family);
    const prefix = prefixCache(tensor('prefix'), reference.prefix_tokens, shape);
    assertSame(t, await run(fused, [text], emptyCache(shape)), await run(plain, [text], emptyCache(shape)));
    assertSame(t, await run(fused, [text], prefix), await run(plain, [text], prefix));
    assertSame(t, await run(fused, [text], prefix, 0), await run(plain, [text], prefix, 0));
  });

  test(`the fused ${family} takes one new token of each of several rows`, async (t) => {
    const { config, weights } = goldenModel(family);
    const [plain, fused] = [buildDecoderGraph(config, weights), buildInferenceGraph(config, weights)];
    const { tensor, reference } = openGoldenDecoder(family);
    const rows = [[4], [40], [13]];
    const prefix = repeatCache(prefixCache(tensor('prefix'), reference.prefix_tokens, cacheShape(plain)), rows.length);
    const first = [await run(fused, rows, prefix), await run(plain, rows, prefix)] as const;
    assertSame(t, ...first);
    const [past, samePast] = first.map((results) => presentCache(results, cacheShape(plain))) as [Cache, Cache];
    assertSame(t, await run(fused, [[7], [7], [9]], past), await run(plain, [[7], [7], [9]], samePast));
  });

  test(`the fused ${family} taken apart computes what the plain one does, several rows on top of a prefix`, async (t) => {
    const { config, weights } = goldenModel(family);
    const plain = buildDecoderGraph(config, weights);
    const apart = lowerFusedOperators(buildInferenceGraph(config, weights));
    assert.ok(!apart.nodes.some(({ op }) => /GroupQueryAttention|^Skip/.test(op)));
    const { tensor, reference } = openGoldenDecoder(family);
    const rows = [text, text.toReversed()];
    const prefix = repeatCache(prefixCache(tensor('prefix'), reference.prefix_tokens, cacheShape(plain)), rows.length);
    assertSame(t, await run(apart, rows, prefix), await run(plain, rows, prefix));
  });
}

test('weights in 4 bits are multiplied in float32: the runtime, and its operators taken apart, agree', async (t) => {
  for (const tiedEmbedding of [false, true]) {
    const { config: separate, weights } = goldenModel('glm');
    const config = { ...separate, tiedEmbedding };
    const inBits = new Map<string, DecoderWeight>(weights);
    for (const [name, weight] of weights) {
      if (/proj\.weight|embed_tokens|lm_head/.test(name)) inBits.set(name, quantizeWeight(name, weight, 4));
    }
    const fused = buildInferenceGraph(config, inBits);
    const count = (op: string): number => fused.nodes.filter((node) => node.op === op).length;
    assert.deepEqual([count('MatMulNBits'), count('GatherBlockQuantized'), count('FusedMatMul')], [13, 1, 0]);
    const cache = emptyCache(cacheShape(fused));
    assertSame(t, await run(fused, [text], cache), await run(lowerFusedOperators(fused), [text], cache));
  }
});

test('heads and rotations that GroupQueryAttention does not take are told', () => {
  assert.equal(whyNotFused(goldenModel('glm').config), undefined);
  assert.match(whyNotFused(tinyConfig)!, /multiple of 16 channels, this model has 8 and 4/);
  assert.match(whyNotFused({ ...tinyConfig, headSize: 32, rotaryChannels: 24 })!, /this model has 32 and 24/);
});

test('the runtime refuses what is told so', async () => {
  const graph = buildInferenceGraph(tinyConfig, tinyWeights(tinyConfig));
  await assert.rejects(run(graph, [text], emptyCache(tinyConfig)), /multiple of|cos_cache/);
});
