import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Tensor, openSession } from '#model';
import { halfExports, openHalfExport } from '../../model/testing/half-export.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { batchFeeds, unlabeled } from './batch.ts';
import { buildStep, gradientName } from './step-graph.ts';

/** Largest difference of a gradient entry from PyTorch's in float32 with the same weights, as a share of the largest. */
const gradientTolerance = 1e-4;
/** Largest difference of a loss, in nats; losses are of order 4. */
const lossTolerance = 1e-4;

for (const name of halfExports) {
  test(`loss and prefix gradient of ${name} are those of PyTorch in float32 with its weights`, async (t) => {
    const { graph, reference, tensor } = await openHalfExport(name);
    const { input_ids, attention_mask, labels } = reference.right;
    const rows = input_ids.map((ids, r) => {
      const isText = (_: number, i: number): boolean => attention_mask[r]![i] === 1;
      const next = labels[r]!.filter(isText).map((label) => (label === -100 ? unlabeled : label));
      return { ids: ids.filter(isText), labels: [...next.slice(1), unlabeled] };
    });
    const session = await openSession((await buildStep(prefixPlacement(graph), false)).graph, { threads: 1 });
    t.after(() => session.close());
    const [P, prefix] = [reference.prefix_tokens, tensor('prefix')];
    const results = await session.run({
      ...batchFeeds({ instruction: [], rows }, { count: P, areRun: false }),
      prefix: float32Tensor(prefix, [P, prefix.length / P]),
    });
    const lossError = Math.abs(Number(results.loss?.data[0]) - reference.loss);
    const gradient = results[gradientName('prefix')]?.data as Float32Array;
    const expected = tensor('prefix_gradient');
    const largest = Math.max(...expected.map(Math.abs));
    const error = Math.max(...expected.map((value, i) => Math.abs(value - gradient[i]!))) / largest;
    t.diagnostic(`loss differs by ${lossError.toExponential(1)}, gradient by ${error.toExponential(1)} of the largest`);
    assert.ok(lossError < lossTolerance, `loss differs by ${lossError}`);
    assert.ok(error < gradientTolerance, `gradient differs by ${error} of its largest entry`);
  });
}
