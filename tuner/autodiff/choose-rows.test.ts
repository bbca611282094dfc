import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#domain';
import {
  type Feeds,
  float32Initializer,
  float32Tensor,
  type Graph,
  GraphBuilder,
  int64Tensor,
  openSession,
} from '#model';
import { chooseRowsEarly } from './choose-rows.ts';

const width = 4;
const { normal } = createRandom(3);
const matrix = float32Initializer(Float32Array.from({ length: width * width }, normal), [width, width]);
const scales = float32Initializer(Float32Array.from({ length: width }, normal), [width]);

/** A graph whose output `chosen` is rows of what `write` makes of x [B, S, E]; further outputs are as `write` says. */
function graphOf(write: (b: GraphBuilder, x: string) => string): Graph {
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: ['batch', 'sequence', width] });
  const rows = b.input({ name: 'rows', type: 'int64', shape: ['labels'] });
  b.input({ name: 'places', type: 'int64', shape: ['tokens', 2] });
  b.input({ name: 'ids', type: 'int64', shape: ['batch', 'sequence'] });
  b.initializer('matrix', matrix);
  b.initializer('scales', scales);
  const flat = b.op('Reshape', [write(b, x), b.ints([-1, width])]);
  b.output({ name: b.named('chosen', b.op('Gather', [flat, rows])), type: 'float32', shape: ['labels', width] });
  return b.build('rows');
}

/** The graph with its rows chosen early. */
const early = (graph: Graph): Promise<Graph> => {
  const choice = graph.nodes.findLast((node) => node.op === 'Gather')?.outputs[0] as string;
  return chooseRowsEarly(graph, { chosen: choice, real: { places: 'places', ids: 'ids' } }, probes);
};

/** Inputs with `padding` places at the end of the last row. */
const feeds = (B: number, S: number, rows: readonly number[], padding = 0): Feeds => {
  const N = B * S - padding;
  const places = Array.from({ length: N }, (_, i) => [Math.floor(i / S), i % S]);
  return {
    x: float32Tensor(Float32Array.from({ length: B * S * width }, normal), [B, S, width]),
    rows: int64Tensor(rows, [rows.length]),
    places: int64Tensor(places.flat(), [N, 2]),
    ids: int64Tensor(Array(B * S).fill(0), [B, S]),
  };
};
const probes = [feeds(2, 3, [0, 4]), feeds(3, 5, [1, 2, 9, 14])];

async function outputsOf(graph: Graph, inputs = feeds4x3): Promise<Record<string, readonly number[]>> {
  const session = await openSession(graph);
  const results = await session.run(inputs);
  await session.close();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]));
}
const feeds4x3 = feeds(4, 3, [11, 2, 5]);

/** Operators in the order in which they run, without those that only carry shapes. */
const opsOf = (graph: Graph): readonly string[] =>
  graph.nodes.map(({ op }) => op).filter((op) => !['Shape', 'Concat', 'Reshape', 'Identity'].includes(op));

const block = (b: GraphBuilder, x: string): string => {
  const normed = b.op('SimplifiedLayerNormalization', [x, 'scales'], { axis: 2, epsilon: { float: 1e-5 } });
  const fed = b.op('QuickGelu', [b.op('FusedMatMul', [normed, 'matrix'], { transB: 1 })], { alpha: { float: 1 } });
  return b.op('Add', [x, b.op('Mul', [fed, 'scales'])]);
};

test('a block that treats rows apart runs on the chosen rows alone, with the same result', async () => {
  const late = graphOf(block);
  const moved = await early(late);
  assert.deepEqual(opsOf(moved), ['Gather', 'SimplifiedLayerNormalization', 'FusedMatMul', 'QuickGelu', 'Mul', 'Add']);
  const [expected, got] = [await outputsOf(late), await outputsOf(moved)];
  got.chosen?.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected.chosen?.[i] as number)) < 1e-6);
  });
});

test('the parts of a split move together', async () => {
  const late = graphOf((b, x) => {
    const [left, right] = b.ops('Split', [b.op('MatMul', [x, 'matrix']), b.ints([1, 3])], 2, { axis: -1 });
    return b.op('Mul', [
      b.op('MatMul', [x, 'matrix']),
      b.op('Mul', [left as string, b.op('ReduceMean', [right as string, b.ints([-1])], { keepdims: 1 })]),
    ]);
  });
  const moved = await early(late);
  assert.equal(opsOf(moved)[0], 'Gather');
  assert.deepEqual(await outputsOf(moved), await outputsOf(late));
});

test('what other nodes read in full stays where it is', async () => {
  const late = graphOf((b, x) => {
    const mixed = block(b, x);
    const mean = b.op('ReduceMean', [mixed, b.ints([1])], { keepdims: 1 }); // over S: reads every row
    return b.op('Add', [b.op('Mul', [mixed, 'scales']), b.op('Expand', [mean, b.op('Shape', [mixed])])]);
  });
  const moved = await early(late);
  const ofBlock = ['GatherND', 'SimplifiedLayerNormalization', 'FusedMatMul', 'QuickGelu', 'Mul', 'Add'];
  const inFull = ['Expand', 'ScatterND', 'ReduceMean'];
  assert.deepEqual(opsOf(moved), [...ofBlock, ...inFull, 'Gather', 'Mul', 'Expand', 'Gather', 'Add']);
  assert.deepEqual(await outputsOf(moved), await outputsOf(late));
});

test('what the graph puts out stays whole', async () => {
  const late = graphOf((b, x) => {
    const scaled = b.op('Mul', [x, 'scales']);
    b.output({ name: scaled, type: 'float32', shape: null });
    return scaled;
  });
  const moved = await early(late);
  assert.deepEqual(opsOf(moved), ['Mul', 'Gather']);
  assert.deepEqual(await outputsOf(moved), await outputsOf(late));
});

test('a tensor of the shape of all rows that rows do not come from is not taken for theirs', async () => {
  // Products along S mix rows.
  const late = graphOf((b, x) => {
    const pairs = b.op('FusedMatMul', [x, x], { transB: 1 }); // [B, S, S]
    return b.op('MatMul', [b.op('MatMul', [pairs, x]), 'matrix']);
  });
  const moved = await early(late);
  assert.deepEqual(opsOf(moved), ['FusedMatMul', 'MatMul', 'Gather', 'MatMul']);
  assert.deepEqual(await outputsOf(moved), await outputsOf(late));
});

/** What no choice moves: behind it, tokens that follow are added up. */
const added = (b: GraphBuilder, x: string): string => b.op('CumSum', [x, b.ints([1], [])]);

test('before rows are mixed, those of padding are left out, and zeros in their places', async () => {
  const late = graphOf((b, x) => {
    const fed = block(b, x);
    b.output({ name: b.named('mixed', added(b, fed)), type: 'float32', shape: null });
    return added(b, fed);
  });
  const moved = await early(late);
  const ofBlock = ['GatherND', 'SimplifiedLayerNormalization', 'FusedMatMul', 'QuickGelu', 'Mul', 'Add'];
  assert.deepEqual(opsOf(moved), [...ofBlock, 'Expand', 'ScatterND', 'CumSum', 'CumSum', 'Gather']);
  const inputs = feeds(2, 5, [3, 5, 7], 2);
  const [expected, got] = [await outputsOf(late, inputs), await outputsOf(moved, inputs)];
  assert.deepEqual(got.chosen, expected.chosen);
  const before = 8 * width;
  assert.deepEqual(got.mixed?.slice(0, before), expected.mixed?.slice(0, before));
  // The sum goes on over zeros.
  const last = got.mixed?.slice(before - width, before) ?? [];
  assert.deepEqual(got.mixed?.slice(before), [...last, ...last]);
});

test('for less than a product nothing is taken out', async () => {
  const late = graphOf((b, x) => added(b, b.op('Tanh', [b.op('Mul', [x, 'scales'])])));
  assert.deepEqual(opsOf(await early(late)), ['Mul', 'Tanh', 'CumSum', 'Gather']);
});

test('who asks for sizes is told those of all rows, and keeps no row in place', async () => {
  const late = graphOf((b, x) => {
    const fed = b.op('MatMul', [x, 'matrix']);
    const sizes = [
      b.op('Shape', [fed]),
      b.op('Shape', [fed], { start: 1, end: 2 }),
      b.op('Shape', [fed], { start: -1 }),
    ];
    sizes.forEach((each, i) => {
      b.output({ name: b.named(`sizes${i}`, each), type: 'int64', shape: null });
    });
    return b.op('Slice', [fed, b.ints([-4]), sizes[2] as string, b.ints([2])]);
  });
  const moved = await early(late);
  const { sizes0, sizes1, sizes2, chosen } = await outputsOf(moved);
  assert.deepEqual([sizes0, sizes1, sizes2], [[4, 3, width], [3], [width]]);
  assert.deepEqual(chosen, (await outputsOf(late)).chosen);
  assert.deepEqual(
    opsOf(moved).filter((op) => op === 'ScatterND' || op === 'GatherND'),
    [],
  );
});
