import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Tensor, openSession } from '../runtime/session.ts';
import { int64Initializer, type Node, oldestOpset } from './graph.ts';
import { modelProto } from './onnx-schema.ts';
import { readOnnx } from './read-onnx.ts';
import { upgrade } from './upgrade.ts';
import { writeOnnx } from './write-onnx.ts';

const x = { name: 'x', type: 'float32', shape: null } as const;
type Attributes = Node['attributes'];

/** A graph of version `opset` whose one node makes y (and perhaps more) from x. */
const graphOf = (opset: number, op: string, attributes: Attributes, outputs: readonly string[] = ['y']) => ({
  name: op,
  opset,
  inputs: [x],
  outputs: outputs.map((name) => ({ name, type: null, shape: null })),
  initializers: new Map(),
  nodes: [{ op, domain: '', name: op, inputs: ['x'], outputs, attributes }],
});

const values = float32Tensor(
  Float32Array.from({ length: 24 }, (_, i) => Math.sin(7 * i)),
  [2, 3, 4],
);

/** What the runtime makes of the graph itself, without this program's forms. */
async function run(graph: ReturnType<typeof graphOf>) {
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run({ x: values });
  await session.close();
  return graph.outputs.map(({ name }) => ({ dims: results[name]?.dims, data: [...(results[name]?.data ?? [])] }));
}

const old: readonly (readonly [opset: number, op: string, attributes: Attributes, outputs?: readonly string[]])[] = [
  [11, 'ReduceMean', { axes: { ints: [-1] }, keepdims: { int: 0 } }],
  [11, 'ReduceSum', { axes: { ints: [0, 2] } }],
  [13, 'ReduceMax', { axes: { ints: [1] } }],
  [13, 'ReduceL2', {}],
  [11, 'Unsqueeze', { axes: { ints: [1] } }],
  [11, 'Split', { axis: { int: 2 }, split: { ints: [1, 3] } }, ['y', 'z']],
  [11, 'Split', { axis: { int: -1 } }, ['y', 'z']],
  [13, 'Split', { axis: { int: -1 } }, ['y', 'z']],
  [11, 'Softmax', {}],
  [11, 'Softmax', { axis: { int: -1 } }],
  [11, 'LogSoftmax', { axis: { int: 2 } }],
  [11, 'Dropout', { ratio: { float: 0.1 } }],
  [10, 'Clip', { min: { float: -0.5 } }],
  [10, 'Clip', { max: { float: 0.25 } }],
  [10, 'Pad', { pads: { ints: [0, 1, 0, 0, 0, 2] }, value: { float: 3 } }],
  [9, 'Slice', { starts: { ints: [1, -2] }, ends: { ints: [3, 1000] }, axes: { ints: [1, 2] } }],
];

for (const [opset, op, attributes, outputs] of old) {
  test(`${op} of version ${opset} with ${JSON.stringify(attributes)} computes the same in its newer form`, async () => {
    const graph = graphOf(opset, op, attributes, outputs);
    const newer = upgrade(graph);
    assert.equal(newer.opset, oldestOpset);
    assert.deepEqual(await run(newer as typeof graph), await run(graph));
  });
}

test('a graph in a known version is read as it is', () => {
  const graph = graphOf(21, 'Relu', {});
  assert.equal(upgrade(graph), graph);
});

test('the version of a file is kept when it is new, and raised when it is old', () => {
  const read = (version: number) =>
    readOnnx(
      modelProto
        .encode(modelProto.fromObject({ graph: { name: 'empty' }, opset_import: [{ domain: 'ai.onnx', version }] }))
        .finish(),
      'file',
    );
  assert.equal(read(22).opset, 22);
  assert.equal(read(13).opset, oldestOpset);
  assert.equal(readOnnx(writeOnnx(graphOf(19, 'Relu', {})), 'file').opset, 19);
});

test('Constant nodes become constants of the graph', () => {
  const constant = (name: string, attributes: Attributes): Node => ({
    ...{ op: 'Constant', domain: '', name, inputs: [], outputs: [name], attributes },
  });
  const tensor = int64Initializer([3, 4]);
  const nodes = [
    constant('tensor', { value: { tensor } }),
    constant('int', { value_int: { int: 3 } }),
    constant('ints', { value_ints: { ints: [3, 4] } }),
    constant('float', { value_float: { float: 0.5 } }),
    constant('floats', { value_floats: { floats: [0.5, 2] } }),
  ];
  const outputs = nodes.map(({ name }) => ({ name, type: null, shape: null }));
  const read = upgrade({ ...graphOf(18, 'Relu', {}), nodes, outputs });
  assert.deepEqual(read.nodes, []);
  assert.deepEqual(read.initializers.get('tensor'), tensor);
  assert.deepEqual(read.initializers.get('int'), int64Initializer([3], []));
  assert.deepEqual(read.initializers.get('ints'), tensor);
  assert.deepEqual(read.initializers.get('float')?.dims, []);
  assert.deepEqual(read.initializers.get('floats')?.dims, [2]);
});

test('a Constant node without numbers and a graph too old are refused', () => {
  const text = { ...graphOf(18, 'Constant', { value_string: { string: 'a' } }), inputs: [] };
  assert.throws(() => upgrade(text), { code: 'model.onnx_invalid', message: /Constant node Constant, got none/ });
  assert.throws(() => upgrade(graphOf(6, 'Relu', {})), { code: 'model.onnx_invalid', message: /7 or newer, got 6/ });
});
