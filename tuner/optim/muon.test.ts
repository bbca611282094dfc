import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Muon } from './muon.ts';
import type { MatrixShape } from './orthogonalize.ts';

type Values = Record<string, number[]>;
interface Golden {
  readonly shapes: Record<string, MatrixShape>;
  readonly settings: { readonly learningRate: number; readonly weightDecay: number; readonly momentum: number };
  readonly start: Values;
  readonly steps: readonly { readonly gradients: Values; readonly parameters: Values }[];
}
const tensors = (values: Values) =>
  new Map(Object.entries(values).map(([name, list]) => [name, Float32Array.from(list)]));

test('updates of matrices are those of torch.optim.Muon', async (t) => {
  // scripts/golden/muon.py
  const path = new URL('../../data/golden/optimizers/muon.json', import.meta.url);
  const golden = JSON.parse(await readFile(path, 'utf8')) as Golden;
  const { learningRate, ...options } = golden.settings;
  const parameters = tensors(golden.start);
  const muon = await Muon.open(parameters, new Map(Object.entries(golden.shapes)), options);
  t.after(() => muon.close());
  for (const { gradients, parameters: expected } of golden.steps) {
    await muon.update(parameters, tensors(gradients), learningRate);
    for (const [name, values] of tensors(expected)) {
      const error = Math.max(...values.map((value, i) => Math.abs(value - parameters.get(name)![i]!)));
      assert.ok(error < 1e-5, `${name} is off by ${error}`);
    }
  }
  assert.equal(muon.steps, golden.steps.length);
});

test('what is no matrix goes the way of AdamW', async (t) => {
  const parameters = tensors({ bias: [1, 1], matrix: [1, 0, 0, 1] });
  const muon = await Muon.open(parameters, new Map([['matrix', [2, 2]]]));
  t.after(() => muon.close());
  await muon.update(parameters, tensors({ bias: [5, 0], matrix: [0, 0, 0, 0] }), 0.125);
  assert.deepEqual(parameters.get('bias'), Float32Array.of(0.875, 1));
  assert.deepEqual(parameters.get('matrix'), Float32Array.of(1, 0, 0, 1));
  assert.deepEqual(Object.keys(muon.state), ['first_moment', 'second_moment', 'momentum']);
});
