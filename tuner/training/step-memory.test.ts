import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph, float32Tensor, type Graph, readGraph } from '#model';
import { openGoldenDecoder } from '../../model/testing/golden-decoder.ts';
import { observeShapes } from '../autodiff/observed-shapes.ts';
import { loraPlacement } from '../methods/lora.ts';
import type { Placement } from '../methods/placement.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { promptPlacement } from '../methods/prompt.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-model.ts';
import { batchFeeds, rowOf } from './batch.ts';
import { buildStep } from './step-graph.ts';
import { type BatchSizes, stepBytes } from './step-memory.ts';

const own = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const foreign = (await readGraph(openGoldenDecoder('llama').folder, 'optimum.onnx')).graph;

/** Sizes beside those that steps are built with, two of them equal. */
const batch: BatchSizes = { rows: 4, sequence: 10, labels: 12, instruction: 6, virtualTokens: 10 };

async function shapesOf(placement: Placement, forward: Graph, sizes: BatchSizes) {
  const rows = Array.from({ length: sizes.rows }, () =>
    rowOf(Array<number>(sizes.sequence - 2).fill(1), Array<number>(3).fill(2)),
  );
  const instruction = Array<number>(sizes.instruction).fill(3);
  const virtual = { count: sizes.virtualTokens, areRun: placement.opening !== undefined };
  const learned = placement.trained.map(({ name, shape }) => {
    const dims = (shape ?? []).map((size) => (typeof size === 'number' ? size : sizes.virtualTokens));
    return [name, float32Tensor(new Float32Array(dims.reduce((product, size) => product * size, 1)), dims)] as const;
  });
  const feeds = { ...batchFeeds({ instruction, rows }, virtual), ...Object.fromEntries(learned) };
  const names = forward.nodes.flatMap(({ outputs }) => outputs);
  return observeShapes(forward, names, [feeds]);
}

const placements: Readonly<Record<string, { readonly of: Placement; readonly sizes: BatchSizes }>> = {
  'a prefix': { of: prefixPlacement(own), sizes: batch },
  'a prompt': { of: promptPlacement(own), sizes: batch },
  LoRA: {
    of: loraPlacement(own, { rank: 2, alpha: 2, targets: ['q_proj', 'down_proj'] }),
    sizes: { ...batch, virtualTokens: 0 },
  },
  'a prefix on an export of Optimum': { of: prefixPlacement(foreign), sizes: batch },
};

for (const [what, { of, sizes }] of Object.entries(placements)) {
  test(`memory of a step with ${what} is foreseen nearly as if its batch had been run`, async () => {
    const step = await buildStep(of);
    const seen = { ...step, shapes: await shapesOf(of, step.forward, sizes), sizes: [sizes] };
    const [foreseen, counted] = [step.stepBytes(sizes), stepBytes(seen, sizes)];
    // Masks and tables of positions, which no gradient passes through, are not foreseen.
    assert.ok(foreseen <= counted && foreseen > 0.95 * counted, `foreseen ${foreseen}, counted ${counted}`);
  });
}

test('memory grows with rows, tokens and virtual tokens', async () => {
  const { stepBytes: bytes } = await buildStep(prefixPlacement(own));
  const base = bytes(batch);
  for (const size of ['rows', 'sequence', 'instruction', 'virtualTokens'] as const)
    assert.ok(bytes({ ...batch, [size]: 3 * batch[size] }) > base, size);
});
