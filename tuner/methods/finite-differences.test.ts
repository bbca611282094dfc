import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createRandom } from '#domain';
import { buildDecoderGraph, float32Tensor, float32Values, type Graph, readGraph } from '#model';
import { foreignExports, openGoldenDecoder } from '../../model/testing/golden-decoder.ts';
import { placements } from '../testing/placements.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-model.ts';
import { type Batch, batchFeeds, rowOf } from '../training/batch.ts';
import { buildStep } from '../training/step-graph.ts';
import { measureStep } from '../training/testing/gradient-at.ts';
import type { Placement } from './placement.ts';
import { prefixPlacement } from './prefix/placement.ts';

/** Demanded at the largest entries of every learned tensor, float32 gradient against float32 losses. */
const largestRelativeError = 1e-2;
const entriesPerTensor = 2;
const virtualTokens = 4;

const batch: Batch = { instruction: [5, 6, 7], rows: [rowOf([1, 2, 3], [4, 5, 6]), rowOf([7, 8], [9, 2, 3, 11, 30])] };

/** Normal values for every learned tensor, as large as weights of the tiny decoders; what is frozen stays. */
function learnedFeeds({ trained }: Placement, frozen: Graph) {
  const { normal } = createRandom(11);
  return Object.fromEntries(
    trained.map(({ name, shape }) => {
      const dims = (shape ?? []).map((size) => (typeof size === 'number' ? size : virtualTokens));
      const own = frozen.initializers.get(name);
      const values = own
        ? float32Values(own)
        : Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, () => 0.3 * normal());
      return [name, float32Tensor(values, dims)] as const;
    }),
  );
}

async function assertEveryGradient(
  t: TestContext,
  decoder: Graph,
  placement: Placement,
  examples = batch,
): Promise<void> {
  const hasVirtual = placement.opening !== undefined || placement.firstCache !== undefined;
  const virtual = { count: hasVirtual ? virtualTokens : 0, areRun: placement.opening !== undefined };
  const feeds = { ...batchFeeds(examples, virtual), ...learnedFeeds(placement, decoder) };
  const measured = await measureStep(await buildStep(placement, examples.instruction.length > 0), feeds);
  t.after(() => measured.close());
  let worst = 0;
  for (const { name } of placement.trained) {
    const places = Array.from(measured.gradient(name).keys());
    for (const entry of await measured.compareLargest(name, places, entriesPerTensor)) {
      worst = Math.max(worst, entry.relativeError);
      assert.ok(
        entry.relativeError < largestRelativeError,
        `${name}[${entry.place}]: gradient ${entry.gradient}, central difference ${entry.difference}`,
      );
    }
  }
  t.diagnostic(`${placement.trained.length} tensors, largest relative error ${worst.toExponential(1)}`);
}

const own = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const all: typeof placements = {
  ...placements,
  'a prefix through a projection': (decoder) => prefixPlacement(decoder, { projection: 6 }),
};

for (const [what, place] of Object.entries(all)) {
  test(`the gradient of every tensor of ${what} agrees with central differences`, (t) =>
    assertEveryGradient(t, own, place(own)));

  test(`so it does for ${what} without an instruction`, (t) =>
    assertEveryGradient(t, own, place(own), { ...batch, instruction: [] }));

  for (const { family, file } of foreignExports) {
    test(`so it does for ${what} on ${file} of ${family}`, async (t) => {
      const decoder = (await readGraph(openGoldenDecoder(family).folder, file)).graph;
      await assertEveryGradient(t, decoder, place(decoder));
    });
  }
}

test('a prefix without an instruction has a gradient that agrees with central differences', (t) =>
  assertEveryGradient(t, own, prefixPlacement(own), { ...batch, instruction: [] }));
