import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Tensor, openSession } from '../runtime/session.ts';
import { float32Initializer, type Graph } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/** y = (x + 1) x. */
function square(): Graph {
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: ['n'] });
  const y = b.named('y', b.op('Mul', [b.op('Add', [x, b.scalar(1)]), x]));
  b.output({ name: y, type: 'float32', shape: ['n'] });
  return b.build('square');
}

async function valueAt(graph: Graph, x: number, output = 'y'): Promise<number> {
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run({ x: float32Tensor(Float32Array.of(x), [1]) });
  await session.close();
  return Number(results[output]?.data[0]);
}

test('a graph computes what was written', async () => {
  assert.equal(await valueAt(square(), 3), 12);
});

test('a graph inlined twice is applied twice, and its names do not clash', async () => {
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: ['n'] });
  const inner = b.inline(square(), new Map([['x', x]]))('y');
  const outer = b.inline(square(), new Map([['x', inner]]))('y');
  b.output({ name: b.named('y', outer), type: 'float32', shape: ['n'] });
  const twice = b.build('twice');
  assert.equal(await valueAt(twice, 3), 13 * 12);
  const outputs = twice.nodes.flatMap((node) => node.outputs);
  assert.equal(new Set(outputs).size, outputs.length);
  assert.equal(twice.initializers.size, 1);
});

test('going on from a graph leaves it as it was', async () => {
  const graph = square();
  const before = structuredClone(graph);
  const b = GraphBuilder.from(graph);
  b.output({ name: b.named('z', b.op('Neg', ['y'])), type: 'float32', shape: ['n'] });
  assert.equal(await valueAt(b.build('more'), 3, 'z'), -12);
  assert.deepEqual(graph, before);
});

test('nodes and constants that no output needs are dropped', () => {
  const b = GraphBuilder.from(square());
  b.op('Mul', ['y', b.scalar(5)]);
  b.initializer('unused', float32Initializer(Float32Array.of(1), [1]));
  assert.deepEqual(b.build('square'), square());
});

test('a tensor that is to be kept keeps the nodes that make it', () => {
  const b = GraphBuilder.from(square());
  const kept = b.op('Mul', ['y', b.scalar(5)]);
  assert.equal(b.build('more', [kept]).nodes.at(-1)?.outputs[0], kept);
});

test('a replaced node makes the same tensor in another way', async () => {
  const b = GraphBuilder.from(square());
  const sum = b.nodes.find((node) => node.op === 'Add')!;
  b.replaceNode(sum, { ...sum, op: 'Sub' });
  assert.equal(await valueAt(b.build('changed'), 3), 6);
});

test('a constant asked for twice is written once', () => {
  const b = new GraphBuilder();
  assert.equal(b.ints([1, 2]), b.ints([1, 2]));
  assert.equal(b.scalar(0.5), b.scalar(0.5));
  assert.notEqual(b.ints([1]), b.ints([1], []));
});

test('operators of ONNX Runtime get its domain, and attributes their type', () => {
  const b = new GraphBuilder();
  b.op('FusedMatMul', ['x', 'y'], { transB: 1, alpha: { float: 2 }, scale: 0.5, axes: [0, 1], mode: 'linear' });
  const [node] = b.nodes;
  assert.equal(node?.domain, 'com.microsoft');
  assert.deepEqual(node?.attributes, {
    transB: { int: 1 },
    alpha: { float: 2 },
    scale: { float: 0.5 },
    axes: { ints: [0, 1] },
    mode: { string: 'linear' },
  });
});

test('a graph written in another way keeps inputs and constants, and its names are not taken anew', async () => {
  const graph = square();
  const b = GraphBuilder.rewriting(graph);
  assert.deepEqual(b.nodes, []);
  assert.deepEqual(b.constant('const/f32_1'), graph.initializers.get('const/f32_1'));
  const [sum, product, named] = graph.nodes;
  const shifted = b.op('Sub', ['x', 'const/f32_1']);
  assert.ok(graph.nodes.every((node) => !node.outputs.includes(shifted)));
  b.add({ ...sum!, inputs: [shifted, 'const/f32_1'] });
  for (const node of [product!, named!]) b.add(node);
  for (const output of graph.outputs) b.output(output);
  assert.equal(await valueAt(b.build('same'), 3), 9);
});

test('the newest operator set that is asked for is the one of the graph, also through inlining', () => {
  const b = new GraphBuilder();
  b.requireOpset(21);
  b.requireOpset(20);
  const newer = b.build('newer');
  assert.equal(newer.opset, 21);
  const outer = new GraphBuilder();
  outer.inline(newer, new Map());
  assert.equal(outer.build('outer').opset, 21);
});
