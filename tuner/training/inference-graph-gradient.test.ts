import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  buildDecoderGraph,
  buildInferenceGraph,
  cacheShape,
  type DecoderWeight,
  dequantizeRows,
  float32Initializer,
  float32Tensor,
  type Graph,
  type Initializer,
  parseDecoderConfig,
  prefixColumns,
  quantizeWeight,
  readSafetensors,
} from '#model';
import { goldenFamilies, openGoldenDecoder } from '../../model/testing/golden-decoder.ts';
import { randomPrefix } from '../methods/prefix/initial-prefix.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { batchFeeds, rowOf } from './batch.ts';
import { buildStep } from './step-graph.ts';
import { measureStep } from './testing/gradient-at.ts';

/** Demanded of the largest entries, float32 gradient against float32 losses. */
const largestRelativeError = 1e-2;
/** Largest difference between two forms of one decoder, as a share of the largest entry. */
const formTolerance = 1e-4;

type Weights = ReadonlyMap<string, DecoderWeight>;

/** The golden decoder with its projections in 4 bits and its vocabulary in 8, fused; and plain, with the floats these stand for. */
function twoForms(family: (typeof goldenFamilies)[number]): { fused: Graph; plain: Graph } {
  const { folder } = openGoldenDecoder(family);
  const config = parseDecoderConfig(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')), 'config.json');
  const floats = readSafetensors(readFileSync(join(folder, 'model.safetensors')), 'model.safetensors');
  const inBits = new Map<string, DecoderWeight>(floats);
  const restored = new Map<string, Initializer>(floats);
  for (const [name, weight] of floats) {
    if (weight.dims.length !== 2) continue;
    const quantized = quantizeWeight(name, weight, name.includes('proj') ? 4 : 8);
    inBits.set(name, quantized);
    restored.set(name, float32Initializer(dequantizeRows(quantized, 0, weight.dims[0]!), weight.dims));
  }
  return { fused: buildInferenceGraph(config, inBits satisfies Weights), plain: buildDecoderGraph(config, restored) };
}

async function measure(decoder: Graph) {
  const shape = cacheShape(decoder);
  const prefix = randomPrefix(4, shape, 3);
  const rows = [rowOf([1, 2, 3], [4, 5, 6]), rowOf([7, 8], [9, 2, 3, 11])];
  return measureStep(await buildStep(prefixPlacement(decoder)), {
    ...batchFeeds({ instruction: [5, 6, 7], rows }, { count: 4, areRun: false }),
    prefix: float32Tensor(prefix, [4, prefixColumns(shape)]),
  });
}

for (const family of goldenFamilies) {
  test(`the prefix gradient of a fused ${family} in few bits is that of the floats these stand for, and agrees with central differences`, async (t) => {
    const { fused, plain } = twoForms(family);
    const [bits, floats] = [await measure(fused), await measure(plain)];
    t.after(() => Promise.all([bits.close(), floats.close()]));
    const [gradient, expected] = [bits.gradient('prefix'), floats.gradient('prefix')];
    const largest = Math.max(...expected.map(Math.abs));
    const difference = Math.max(...expected.map((value, i) => Math.abs(value - gradient[i]!))) / largest;
    assert.ok(difference < formTolerance, `forms differ by ${difference} of the largest entry`);
    for (const { relativeError, place } of await bits.compareLargest('prefix', [...gradient.keys()], 4)) {
      t.diagnostic(
        `entry ${place}: relative error ${relativeError.toExponential(1)}, forms differ by ${difference.toExponential(1)}`,
      );
      assert.ok(relativeError < largestRelativeError, `entry ${place} is off by ${relativeError}`);
    }
  });
}
