import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createRandom } from '#domain';
import {
  buildDecoderGraph,
  type Feeds,
  float32Tensor,
  float32Values,
  type Graph,
  int64Tensor,
  openSession,
  readGraph,
  type Session,
} from '#model';
import { foreignExports, openGoldenDecoder } from '../../model/testing/golden-decoder.ts';
import type { Placement } from '../methods/placement.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { placements } from '../testing/placements.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-model.ts';
import { type BatchRow, batchFeeds, rowOf, unlabeled } from './batch.ts';
import { buildStep } from './step-graph.ts';

/** Largest difference of a loss, in nats, and of a gradient entry, as a share of the largest of its tensor. */
const tolerance = 1e-6;
const virtualTokens = 4;
const instruction = [5, 6, 7];

/** Lengths of 6, 5 and 1, the shortest that has an answer. */
const unequal = [rowOf([7, 8], [9, 2, 3, 11, 30]), rowOf([1, 2, 3], [4, 5, 6]), rowOf([2], [4])];

interface Subject {
  readonly session: Session;
  feeds(rows: readonly BatchRow[]): Feeds;
}

async function openSubject(t: TestContext, decoder: Graph, placement: Placement): Promise<Subject> {
  const session = await openSession((await buildStep(placement)).graph, { threads: 1 });
  t.after(() => session.close());
  const { normal } = createRandom(11);
  const learned = placement.trained.map(({ name, shape }) => {
    const dims = (shape ?? []).map((size) => (typeof size === 'number' ? size : virtualTokens));
    const own = decoder.initializers.get(name);
    const size = dims.reduce((product, each) => product * each, 1);
    return [
      name,
      float32Tensor(own ? float32Values(own) : Float32Array.from({ length: size }, () => 0.3 * normal()), dims),
    ] as const;
  });
  const areRun = placement.opening !== undefined;
  const count = areRun || placement.firstCache !== undefined ? virtualTokens : 0;
  const feeds = (rows: readonly BatchRow[]): Feeds => ({
    ...batchFeeds({ instruction, rows }, { count, areRun }),
    ...Object.fromEntries(learned),
  });
  return { session, feeds };
}

/** The same inputs with padding taken for tokens, so that all of it is computed. */
function paddingAsTokens(feeds: Feeds): Feeds {
  const [rows = 0, columns = 0] = feeds.input_ids!.dims;
  const places = Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns]);
  return { ...feeds, real_places: int64Tensor(places.flat(), [rows * columns, 2]) };
}

function assertSameTensor(name: string, got: ArrayLike<unknown>, expected: ArrayLike<unknown>): number {
  const [a, b] = [Array.from(got, Number), Array.from(expected, Number)];
  const largest = Math.max(...b.map(Math.abs)) || 1;
  const difference = Math.max(...b.map((value, i) => Math.abs(value - a[i]!))) / largest;
  assert.ok(difference <= tolerance, `${name} differs by ${difference} of its largest entry`);
  return difference;
}

const own = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const methods: typeof placements = { 'a prefix': prefixPlacement, ...placements };

const subjects = [
  { what: 'our graph', open: async () => own },
  ...foreignExports.map(({ family, file }) => ({
    what: `${file} of ${family}`,
    open: async () => (await readGraph(openGoldenDecoder(family).folder, file)).graph,
  })),
];

for (const { what, open } of subjects) {
  for (const [learned, place] of Object.entries(methods)) {
    test(`padding left out changes neither loss nor gradient of ${learned} on ${what}`, async (t) => {
      const decoder = await open();
      const { session, feeds } = await openSubject(t, decoder, place(decoder));
      const padded = feeds(unequal);
      const [got, expected] = [await session.run(padded), await session.run(paddingAsTokens(padded))];
      const differences = Object.keys(expected).map((name) =>
        assertSameTensor(name, got[name]!.data, expected[name]!.data),
      );
      t.diagnostic(`${differences.length} outputs differ by ${Math.max(...differences).toExponential(1)} at most`);
    });
  }
}

for (const [what, rows] of [
  ['unequal', unequal],
  ['equal', [unequal[0]!, rowOf([3, 9], [11, 1, 1, 8, 0])]],
] as const) {
  test(`a batch of ${what} rows has the loss and gradients of its rows alone, by their labels`, async (t) => {
    const { session, feeds } = await openSubject(t, own, methods.LoRA!(own));
    const together = await session.run(feeds(rows));
    const alone = await Promise.all(rows.map((row) => session.run(feeds([row]))));
    const counts = rows.map((row) => row.labels.filter((label) => label !== unlabeled).length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    for (const name of Object.keys(together).filter((each) => each !== 'hits')) {
      const parts = alone.map((results) => results[name]!.data as Float32Array);
      const mean = parts[0]!.map((_, i) => parts.reduce((sum, part, r) => sum + part[i]! * counts[r]!, 0) / total);
      assertSameTensor(name, together[name]!.data as Float32Array, mean);
    }
  });
}

test('values at padding have no part in loss and gradients', async (t) => {
  const { session, feeds } = await openSubject(t, own, prefixPlacement(own));
  const padded = feeds(unequal);
  const ids = BigInt64Array.from(padded.input_ids!.data as BigInt64Array);
  const columns = padded.input_ids!.dims[1]!;
  for (const [r, row] of unequal.entries()) ids.fill(17n, r * columns + row.ids.length, (r + 1) * columns);
  const other = { ...padded, input_ids: { ...padded.input_ids!, data: ids } };
  assert.deepEqual(await session.run(other), await session.run(padded));
});

test('in every decoder two layers compute all rows in attention alone', async () => {
  for (const { what, open } of subjects) {
    const { forward } = await buildStep(prefixPlacement(await open()));
    const read = (op: string): number =>
      forward.nodes.filter((node) => node.op === op && node.inputs.includes('real_places')).length;
    // Real rows are taken from the embeddings and from what the first attention puts out, the loss reads of the second.
    assert.equal(read('GatherND'), 2, what);
    // Query, key and value are put back, in one tensor or three, and what the second attention is added to.
    assert.ok([2 + 1, 2 * 3 + 1].includes(read('ScatterND')), what);
  }
});
