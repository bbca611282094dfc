import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Feeds, float32Tensor, type Graph, GraphBuilder, openSession } from '#model';
import { differentiate } from './differentiate.ts';

/** A graph of float vectors: `write` computes the outputs from the inputs x and y; `seed` is the loss gradient. */
function graphOf(write: (b: GraphBuilder, x: string, y: string) => readonly string[]): {
  graph: Graph;
  outputs: readonly string[];
} {
  const b = new GraphBuilder();
  for (const name of ['x', 'y', 'seed']) b.input({ name, type: 'float32', shape: ['n'] });
  const outputs = write(b, 'x', 'y');
  for (const name of outputs) b.output({ name, type: 'float32', shape: null });
  return { graph: b.build('small'), outputs };
}

const feeds = (x: readonly number[], y: readonly number[]): Feeds => ({
  x: float32Tensor(Float32Array.from(x), [x.length]),
  y: float32Tensor(Float32Array.from(y), [y.length]),
  seed: float32Tensor(new Float32Array(x.length).fill(1), [x.length]),
});
const probes = [feeds([1, 2], [1, 2]), feeds([1, 2, 3], [1, 2, 3])];

/** Gradients of the sum of all outputs at x = [2, 3], y = [5, 7]. */
async function gradientsOf({ graph, outputs }: ReturnType<typeof graphOf>): Promise<Record<string, number[]>> {
  const seeds = new Map(outputs.map((name) => [name, 'seed']));
  const { b, gradients } = await differentiate({ graph, seeds, wrt: ['x', 'y'], probes });
  const named = [...gradients].map(([input, gradient]) => b.named(`gradient/${input}`, gradient));
  for (const name of named) b.output({ name, type: 'float32', shape: null });
  const session = await openSession(b.build('gradient'));
  const results = await session.run(feeds([2, 3], [5, 7]), named);
  await session.close();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...(data as Float32Array)]]));
}

test('a tensor read by several nodes gets the sum of their gradients', async () => {
  // x y + x^2 + x: y + 2 x + 1 and x.
  const branches = graphOf((b, x, y) => [b.op('Add', [b.op('Add', [b.op('Mul', [x, y]), b.op('Mul', [x, x])]), x])]);
  assert.deepEqual(await gradientsOf(branches), { 'gradient/x': [10, 14], 'gradient/y': [2, 3] });
});

test('several seeded tensors add up', async () => {
  const both = graphOf((b, x, y) => [b.op('Mul', [x, y]), b.op('Sub', [x, y])]);
  assert.deepEqual(await gradientsOf(both), { 'gradient/x': [6, 8], 'gradient/y': [1, 2] });
});

test('a seeded tensor on the way to another seeded one gets both gradients', async () => {
  // p = x y and p^2: (1 + 2 x y) y and (1 + 2 x y) x.
  const chained = graphOf((b, x, y) => {
    const product = b.op('Mul', [x, y]);
    return [product, b.op('Mul', [product, product])];
  });
  assert.deepEqual(await gradientsOf(chained), { 'gradient/x': [105, 301], 'gradient/y': [42, 129] });
});

test('an input that the seeded tensors do not depend on has no gradient', async () => {
  const one = graphOf((b, x) => [b.op('Neg', [x])]);
  assert.deepEqual(await gradientsOf(one), { 'gradient/x': [-1, -1] });
});

test('nothing flows back through counts', async () => {
  // x times the count of y.
  const counted = graphOf((b, x, y) => [b.op('Mul', [x, b.op('Cast', [b.op('Size', [y])], { to: 1 })])]);
  assert.deepEqual(await gradientsOf(counted), { 'gradient/x': [2, 2] });
});

test('an operator without a rule is refused by its name, node and input', async () => {
  const { graph, outputs } = graphOf((b, x, y) => [b.op('Mul', [b.op('Mish', [x]), y])]);
  await assert.rejects(
    differentiate({ graph, seeds: new Map([[outputs[0]!, 'seed']]), wrt: ['x'], probes }),
    ({ code, message, details }: { code: string; message: string; details: unknown }) => {
      assert.equal(code, 'tuner.no_gradient_rule');
      assert.equal(message, 'expected a rule for op Mish, got none: node Mish_1, input x feeds the loss');
      assert.deepEqual(details, { op: 'Mish', node: 'Mish_1', input: 'x' });
      return true;
    },
  );
});

test('a product of whole numbers is refused with what to export instead', async () => {
  const { graph, outputs } = graphOf((b, x, y) => {
    const [levels, scale] = b.ops('DynamicQuantizeLinear', [x], 3) as [string, string];
    const columns = b.op('Unsqueeze', [levels, b.ints([0])]);
    const rows = b.op('Unsqueeze', [levels, b.ints([1])]);
    const product = b.op('Cast', [b.op('MatMulInteger', [columns, rows])], { to: 1 });
    return [b.op('Mul', [b.op('Mul', [product, scale]), y])];
  });
  await assert.rejects(
    differentiate({ graph, seeds: new Map([[outputs[0]!, 'seed']]), wrt: ['x'], probes }),
    ({ code, message, hint }: { code: string; message: string; hint: string }) => {
      assert.equal(code, 'tuner.no_gradient_rule');
      assert.match(message, /^expected a rule for op MatMulInteger, got none: node MatMulInteger_\d+, input Unsqueeze/);
      assert.match(hint, /float weights or with MatMulNBits/);
      return true;
    },
  );
});

test('an operator without a rule does no harm beside the way to the trained input', async () => {
  const { graph, outputs } = graphOf((b, x, y) => [b.op('Mul', [b.op('Mish', [x]), y])]);
  const { gradients } = await differentiate({ graph, seeds: new Map([[outputs[0]!, 'seed']]), wrt: ['y'], probes });
  assert.deepEqual([...gradients.keys()], ['y']);
});

test('new nodes do not take the name of a tensor of the graph', async () => {
  const { graph } = graphOf((b, x) => [b.op('Neg', [x])]);
  const renamed = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, name: 'first', outputs: ['Neg_2'] })) };
  const outputs = [{ name: 'Neg_2', type: 'float32', shape: null }] as const;
  assert.deepEqual(await gradientsOf({ graph: { ...renamed, outputs }, outputs: ['Neg_2'] }), {
    'gradient/x': [-1, -1],
  });
});
