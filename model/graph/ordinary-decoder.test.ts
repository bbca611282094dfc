import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { type Feeds, openSession } from '../runtime/session.ts';
import { seededNormal, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { cacheShape } from './decoder-convention.ts';
import type { Dimension, Graph } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { ordinaryDecoder } from './ordinary-decoder.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const [rows, past, tokens] = [2, 3, 4];

const feeds: Feeds = {
  input_ids: { dims: [rows, tokens], data: BigInt64Array.from([5, 1, 7, 2, 9, 3, 3, 8], BigInt) },
  attention_mask: { dims: [rows, past + tokens], data: new BigInt64Array(rows * (past + tokens)).fill(1n) },
  position_ids: { dims: [rows, tokens], data: BigInt64Array.from([3, 4, 5, 6, 3, 4, 5, 6], BigInt) },
  ...Object.fromEntries(
    decoder.inputs
      .filter(({ name }) => name.startsWith('past'))
      .map(({ name, shape }) => {
        const dims = [rows, Number(shape?.[1]), past, Number(shape?.[3])];
        const normal = seededNormal(name.length);
        return [name, { dims, data: Float32Array.from({ length: dims.reduce((a, b) => a * b) }, normal) }];
      }),
  ),
};

async function run(graph: Graph) {
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run(feeds);
  await session.close();
  return results;
}

/** The decoder as an exporter might write it: caches under other names, their axes in another order. */
function foreign(nameOf: (name: string) => string, order: readonly number[]): Graph {
  const inverse = order.map((_, axis) => order.indexOf(axis));
  const isCache = (name: string): boolean => /^(past|present)/.test(name);
  const shapeOf = (shape: readonly Dimension[] | null) => order.map((axis) => shape?.[axis] as Dimension);
  const inputs = decoder.inputs.map((info) =>
    isCache(info.name) ? { ...info, name: nameOf(info.name), shape: shapeOf(info.shape) } : info,
  );
  const b = GraphBuilder.from({ ...decoder, inputs, outputs: [], nodes: [] });
  const bindings = new Map(
    decoder.inputs.map(({ name }) => [
      name,
      isCache(name) ? b.op('Transpose', [nameOf(name)], { perm: inverse }) : name,
    ]),
  );
  const tensor = b.inline(decoder, bindings);
  for (const { name, type, shape } of decoder.outputs) {
    const made = isCache(name) ? b.op('Transpose', [tensor(name)], { perm: order }) : tensor(name);
    b.output({ name: b.named(nameOf(name), made), type, shape: isCache(name) ? shapeOf(shape) : shape });
  }
  return b.build('foreign');
}

const namings: Readonly<Record<string, (layer: string, kind: string, isPast: boolean) => string>> = {
  'past_key_values.0.key': (layer, kind, isPast) => `${isPast ? 'past_key_values' : 'present'}.${layer}.${kind}`,
  'past.0.key': (layer, kind, isPast) => `${isPast ? 'past' : 'present'}.${layer}.${kind}`,
  past_key_0: (layer, kind, isPast) => `${isPast ? 'past' : 'present'}_${kind}_${layer}`,
  'k_cache.0': (layer, kind, isPast) => `${kind[0]}_cache.${layer}${isPast ? '' : '.present'}`,
};

const orders = {
  'heads first': [0, 1, 2, 3],
  'tokens before heads': [0, 2, 1, 3],
  'tokens first': [2, 0, 1, 3],
  'size before tokens': [0, 1, 3, 2],
};

for (const [example, write] of Object.entries(namings)) {
  for (const [layout, order] of Object.entries(orders)) {
    test(`caches named like ${example}, ${layout}, become those of the convention`, async () => {
      const nameOf = (name: string): string => {
        const [, layer, kind] = /\.(\d+)\.(key|value)$/.exec(name) ?? [];
        return layer && kind ? write(layer, kind, name.startsWith('past')) : name;
      };
      const ordinary = ordinaryDecoder(foreign(nameOf, order));
      assert.deepEqual(cacheShape(ordinary), cacheShape(decoder));
      assert.deepEqual(ordinary.outputs.map(({ name }) => name).sort(), decoder.outputs.map(({ name }) => name).sort());
      const [actual, expected] = [await run(ordinary), await run(decoder)];
      for (const [name, { dims, data }] of Object.entries(expected)) {
        assert.deepEqual(actual[name]?.dims, dims, name);
        assert.deepEqual(actual[name]?.data, data, name);
      }
    });
  }
}

/** The decoder with one more input, which goes out again, so that its value can be seen. */
function withInput(name: string, type: 'int32' | 'int64', shape: readonly Dimension[]): Graph {
  const b = GraphBuilder.from(decoder);
  b.input({ name, type, shape });
  b.output({ name: b.named('seen', name), type, shape: null });
  return b.build('more');
}

const derived: readonly (readonly [
  name: string,
  type: 'int32' | 'int64',
  shape: readonly Dimension[],
  dims: readonly number[],
  values: readonly number[],
])[] = [
  ['seqlens_k', 'int32', ['batch'], [rows], [6, 6]],
  ['seqlens_k', 'int32', ['batch', 1], [rows, 1], [6, 6]],
  ['total_sequence_length', 'int32', [], [], [7]],
  ['total_sequence_length', 'int32', [1], [1], [7]],
  ['past_sequence_length', 'int64', [], [], [3]],
  ['cache_position', 'int64', ['sequence'], [tokens], [3, 4, 5, 6]],
  ['num_logits_to_keep', 'int64', [], [], [0]],
];

for (const [name, type, shape, dims, values] of derived) {
  test(`input ${name} of shape [${shape}] is computed from mask and tokens`, async () => {
    const ordinary = ordinaryDecoder(withInput(name, type, shape));
    assert.deepEqual(
      ordinary.inputs.map((input) => input.name),
      decoder.inputs.map((input) => input.name),
    );
    const { seen } = await run(ordinary);
    assert.deepEqual(seen?.dims, dims);
    assert.deepEqual(Array.from(seen?.data ?? [], Number), values);
  });
}

test('inputs of the convention that a decoder does without are declared, and taken', async () => {
  const without = decoder.inputs.filter(({ name }) => name !== 'position_ids');
  const b = GraphBuilder.from({ ...decoder, inputs: without });
  b.named('position_ids', b.op('Add', ['input_ids', b.ints([0])]));
  const nodes = [...b.nodes.slice(-2), ...b.nodes.slice(0, -2)];
  const { initializers } = b.build('bare', ['position_ids']);
  const ordinary = ordinaryDecoder({ ...decoder, inputs: without, initializers, nodes: nodes.map(freshPositions) });
  assert.deepEqual(
    ordinary.inputs.map((input) => input.name),
    decoder.inputs.map((input) => input.name),
  );
  assert.equal((await run(ordinary)).logits?.dims[2], tinyConfig.vocabularySize);
});

/** Positions under another name, which no input has. */
function freshPositions(node: Graph['nodes'][number]): Graph['nodes'][number] {
  const rename = (name: string): string => (name === 'position_ids' ? 'positions' : name);
  return { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) };
}

test('a decoder in the convention, and a graph without caches, stay as they are', () => {
  assert.equal(ordinaryDecoder(decoder), decoder);
  const bare = { ...decoder, inputs: decoder.inputs.slice(0, 3) };
  assert.equal(ordinaryDecoder(bare), bare);
});

test('an input that follows from nothing known is refused by its name', () => {
  assert.throws(() => ordinaryDecoder(withInput('pixel_count', 'int64', [1])), {
    code: 'model.onnx_invalid',
    message: /and what follows from them, got pixel_count of type int64/,
  });
});
