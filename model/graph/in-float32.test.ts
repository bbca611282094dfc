import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { openSession } from '../runtime/session.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { cacheShape } from './decoder-convention.ts';
import { type ElementType, elementTypes, float32Values, type Graph, type Initializer } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { inFloat32 } from './in-float32.ts';

const half = (type: 'float16' | 'bfloat16', bits: readonly number[], dims = [bits.length]): Initializer => ({
  type,
  dims,
  data: new Uint8Array(Uint16Array.from(bits).buffer),
});

/** The only constant of a graph after it has been widened. */
function widened(constant: Initializer): Initializer {
  const b = new GraphBuilder();
  b.output({ name: b.named('y', b.initializer('w', constant)), type: constant.type, shape: null });
  return inFloat32(b.build('constant')).initializers.get('w')!;
}

test('a graph without 16-bit floats is returned itself', () => {
  const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
  assert.equal(inFloat32(decoder), decoder);
});

test('constants keep their values exactly, the smallest, the largest and the infinite too', () => {
  // IEEE 754-2019, section 3.6: binary16 has 5 bits of exponent, 10 of fraction; bfloat16 is the upper half of binary32.
  assert.deepEqual(
    float32Values(widened(half('float16', [0x3c00, 0x3c01, 0x8001, 0x7bff, 0xfbff, 0x8000, 0xfc00]))),
    Float32Array.of(1, 1 + 2 ** -10, -(2 ** -24), 65504, -65504, -0, Number.NEGATIVE_INFINITY),
  );
  assert.deepEqual(
    float32Values(widened(half('bfloat16', [0x3f80, 0x3f81, 0x8001, 0x7f7f, 0xff80]))),
    Float32Array.of(1, 1 + 2 ** -7, -(2 ** -133), 255 * 2 ** 120, Number.NEGATIVE_INFINITY),
  );
});

/** 0.5 x - 2 between two casts. */
function inFloat16(): Graph {
  const b = new GraphBuilder();
  const to = (type: ElementType) => ({ to: elementTypes[type] });
  const x = b.op('Cast', [b.input({ name: 'x', type: 'float32', shape: [2, 2] })], to('float16'));
  const scaled = b.op('Mul', [x, b.initializer('half', half('float16', [0x3800], []))]);
  const shift = b.op('ConstantOfShape', [b.ints([2, 2])], { value: { tensor: half('float16', [0xc000]) } });
  const sum = b.op('Add', [scaled, shift]);
  b.output({ name: b.named('y', b.op('Cast', [sum], to('float32'))), type: 'float32', shape: [2, 2] });
  return b.build('half');
}

async function run(t: TestContext, graph: Graph, x: Float32Array) {
  const session = await openSession(graph, { threads: 1 });
  t.after(() => session.close());
  return (await session.run({ x: { dims: [2, 2], data: x } })).y?.data;
}

test('casts and tensors in attributes are widened: the runtime computes the same as in float16', async (t) => {
  const [graph, x] = [inFloat16(), Float32Array.of(1, -2, 3, 0.25)];
  assert.deepEqual(await run(t, inFloat32(graph), x), await run(t, graph, x));
  assert.deepEqual(await run(t, inFloat32(graph), x), Float32Array.of(-1.5, -3, -0.5, -1.875));
});

test('an attribute that says the type of an output is widened', async (t) => {
  const b = new GraphBuilder();
  const x = b.input({ name: 'x', type: 'float32', shape: [2, 2] });
  const eye = b.op('EyeLike', [x], { dtype: elementTypes.bfloat16, k: 1 });
  b.output({ name: b.named('y', eye), type: 'bfloat16', shape: [2, 2] });
  assert.deepEqual(await run(t, inFloat32(b.build('eye')), new Float32Array(4)), Float32Array.of(0, 1, 0, 0));
});

test('inputs, outputs and caches become float32; whole numbers and constants in other files stay', () => {
  const { inputs, outputs, ...decoder } = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
  const inHalf = (infos: typeof inputs) =>
    infos.map((info) => (info.type === 'float32' ? { ...info, type: 'bfloat16' as const } : info));
  const beside: Initializer = { type: 'float16', dims: [2], data: { location: 'weights', offset: 0, length: 4 } };
  const initializers = new Map([...decoder.initializers, ['beside', beside] as const]);
  const wide = inFloat32({ ...decoder, initializers, inputs: inHalf(inputs), outputs: inHalf(outputs) });
  assert.deepEqual([wide.inputs, wide.outputs], [inputs, outputs]);
  assert.deepEqual(cacheShape(wide), { layers: 2, keyValueHeads: 2, headSize: 8 });
  assert.equal(wide.initializers.get('beside'), beside);
});

test('a constant whose bytes do not fit its shape is refused by its name', () => {
  assert.throws(() => widened(half('float16', [1, 2], [3])), {
    code: 'model.onnx_invalid',
    message: 'constant w: expected 6 bytes of float16 for [3], got 4',
  });
});
