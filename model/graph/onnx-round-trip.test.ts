import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import {
  type Attribute,
  type ElementType,
  elementTypes,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './graph.ts';
import { readOnnx } from './read-onnx.ts';
import { writeOnnx } from './write-onnx.ts';

const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });
const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const names = fc.array(fc.oneof(name, fc.constant('')), { maxLength: 4 });
const size = fc.integer({ min: 0, max: 2 ** 40 });
const float = fc.float({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const wholeNumber = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
const type = fc.constantFrom<ElementType>(...(Object.keys(elementTypes) as ElementType[]));

const bytes = fc.uint8Array({ minLength: 1, maxLength: 16 });
const external = record({ location: name, offset: size, length: size });
const initializer: fc.Arbitrary<Initializer> = record({
  type,
  dims: fc.array(size, { maxLength: 4 }),
  data: fc.oneof(bytes, external),
});
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  wholeNumber.map((int) => ({ int })),
  float.map((value) => ({ float: value })),
  fc.string({ unit: 'grapheme' }).map((string) => ({ string })),
  fc.array(wholeNumber).map((ints) => ({ ints })),
  fc.array(float).map((floats) => ({ floats })),
  initializer.map((tensor) => ({ tensor })),
);
const node: fc.Arbitrary<Node> = record({
  op: name,
  domain: fc.constantFrom('', 'com.microsoft'),
  name: fc.string(),
  inputs: names,
  outputs: names,
  attributes: fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), attribute, { maxKeys: 3, noNullPrototype: true }),
});
const valueInfo: fc.Arbitrary<ValueInfo> = record({
  name,
  type,
  shape: fc.option(fc.array(fc.oneof(size, name), { maxLength: 4 })),
});
const graph: fc.Arbitrary<Graph> = record({
  name: fc.string(),
  opset: fc.integer({ min: 18, max: 24 }),
  inputs: fc.array(valueInfo, { maxLength: 3 }),
  outputs: fc.array(valueInfo, { maxLength: 3 }),
  initializers: fc
    .dictionary(fc.stringMatching(/^[a-z]{1,8}$/), initializer, { maxKeys: 3 })
    .map((entries) => new Map(Object.entries(entries))),
  nodes: fc.array(node, { maxLength: 4 }),
});

const readBack = (written: Graph): Graph => readOnnx(new Uint8Array(writeOnnx(written)), 'written');

test('a graph that was written is read back the same', () => {
  fc.assert(fc.property(graph, (written) => assert.deepEqual(readBack(written), written)));
});

test('the bytes of the decoder graph are written again the same', () => {
  const bytes = writeOnnx(buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig)));
  assert.deepEqual(writeOnnx(readOnnx(bytes, 'decoder')), bytes);
});

test('any damage to a file gives a graph or model.onnx_invalid, never another failure', () => {
  const decoder = buildDecoderGraph(
    { ...tinyConfig, layers: 1, width: 4, feedForwardWidth: 4, vocabularySize: 4, maxPositions: 2 },
    tinyWeights(tinyConfig),
  );
  const whole = writeOnnx(decoder);
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
      (changes, end) => {
        const damaged = whole.slice(0, end);
        for (const [place, value] of changes) damaged[place] = value;
        try {
          readOnnx(damaged, 'damaged');
        } catch (error) {
          assert.equal((error as { code: string }).code, 'model.onnx_invalid');
        }
      },
    ),
    { numRuns: 1000 },
  );
});
