import assert from 'node:assert/strict';
import { test } from 'node:test';
import { int64Initializer } from './graph.ts';
import { modelProto } from './onnx-schema.ts';
import { readOnnx } from './read-onnx.ts';

/** Bytes of an ONNX file with this GraphProto; fields left out are not written, as other programs leave them out. */
const fileOf = (graph: object): Uint8Array =>
  modelProto.encode(modelProto.fromObject({ ir_version: 9, graph })).finish();
const constantOf = (tensor: object) =>
  readOnnx(fileOf({ initializer: [{ name: 'c', ...tensor }] }), 'test').initializers.get('c')!;
const invalid = (message: RegExp) => ({ code: 'model.onnx_invalid', message });

test('fields that other programs leave out are read as their defaults', () => {
  const node = { op_type: 'Concat', input: ['a'], output: ['b'], attribute: [{ name: 'axis', type: 2 }] };
  const read = { op: 'Concat', domain: '', name: '', inputs: ['a'], outputs: ['b'], attributes: { axis: { int: 0 } } };
  assert.deepEqual(readOnnx(fileOf({ node: [node] }), 'test').nodes, [read]);
});

test('the long name of the standard domain is read as the empty one', () => {
  const node = { op_type: 'Add', domain: 'ai.onnx' };
  assert.equal(readOnnx(fileOf({ node: [node] }), 'test').nodes[0]?.domain, '');
});

test('values are read from the typed fields as from raw bytes', () => {
  const bytesOf = (values: Float32Array | Int32Array | BigInt64Array) => new Uint8Array(values.buffer);
  assert.deepEqual(
    constantOf({ data_type: 1, dims: [2], float_data: [0.5, -2] }).data,
    bytesOf(Float32Array.of(0.5, -2)),
  );
  assert.deepEqual(constantOf({ data_type: 6, dims: [2], int32_data: [7, -7] }).data, bytesOf(Int32Array.of(7, -7)));
  assert.deepEqual(constantOf({ data_type: 7, dims: [2], int64_data: [2 ** 40, -1] }), int64Initializer([2 ** 40, -1]));
  assert.deepEqual(constantOf({ data_type: 9, dims: [3], int32_data: [1, 0, 1] }).data, Uint8Array.of(1, 0, 1));
});

test('a constant without elements is read as no bytes', () => {
  const { dims, data } = constantOf({ data_type: 7, dims: [0] });
  assert.deepEqual(dims, [0]);
  assert.equal((data as Uint8Array).byteLength, 0);
});

test('a dimension without a size is named after its tensor', () => {
  const dim = [{ dim_value: 2 }, {}, { dim_param: 'n' }];
  const input = { name: 'x', type: { tensor_type: { elem_type: 1, shape: { dim } } } };
  assert.deepEqual(readOnnx(fileOf({ input: [input] }), 'test').inputs[0]?.shape, [2, 'x_1', 'n']);
});

test('bytes that are no ONNX file are refused with their source', () => {
  const text = new TextEncoder().encode('{"model_type": "glm"}');
  assert.throws(() => readOnnx(text, 'config.json'), invalid(/config\.json, got 21 bytes that do not parse/));
  assert.throws(() => readOnnx(new Uint8Array(0), 'empty.onnx'), invalid(/expected a graph in empty\.onnx/));
});

test('an element type that is not known is refused with the constant', () => {
  assert.throws(() => constantOf({ data_type: 8, dims: [1] }), invalid(/got ONNX type 8 in constant c/));
});

test('an input that is no tensor is refused by its name', () => {
  assert.throws(() => readOnnx(fileOf({ input: [{ name: 'x' }] }), 'test'), invalid(/got ONNX type 0 in x/));
});

test('an attribute of a kind that is not known is refused with its node', () => {
  const node = { op_type: 'If', name: 'branch', attribute: [{ name: 'then_branch', type: 5 }] };
  assert.throws(() => readOnnx(fileOf({ node: [node] }), 'test'), invalid(/then_branch of If node branch has type 5/));
});
