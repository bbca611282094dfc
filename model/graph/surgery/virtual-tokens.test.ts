import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph } from '../../decoder/decoder-graph.ts';
import { readGraph } from '../../folder/read-graph.ts';
import { emptyCache } from '../../runtime/cache.ts';
import { float32Tensor, int64Tensor, openSession } from '../../runtime/session.ts';
import { foreignExports, openGoldenDecoder } from '../../testing/golden-decoder.ts';
import { tinyConfig, tinyWeights } from '../../testing/tiny-glm.ts';
import { cacheShape } from '../decoder-convention.ts';
import { float32Values, type Graph } from '../graph.ts';
import { findTokenEmbedding, virtualEmbeddings, withVirtualTokens } from './virtual-tokens.ts';

async function logitsOf(graph: Graph, ids: readonly number[], more = {}): Promise<Float32Array> {
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run({
    input_ids: int64Tensor(ids, [1, ids.length]),
    attention_mask: int64Tensor(new Uint8Array(ids.length).fill(1), [1, ids.length]),
    position_ids: int64Tensor([...ids.keys()], [1, ids.length]),
    ...emptyCache(cacheShape(graph)),
    ...more,
  });
  await session.close();
  return results.logits?.data as Float32Array;
}

/** Rows of the embedding as the decoder itself looks them up. */
async function embeddings(graph: Graph, ids: readonly number[]): Promise<Float32Array> {
  const { tensor } = findTokenEmbedding(graph);
  const outputs = [{ name: tensor, type: 'float32', shape: null }] as const;
  const session = await openSession(
    { ...graph, outputs: [...graph.outputs, ...outputs] },
    { optimization: 'disabled' },
  );
  const results = await session.run(
    {
      input_ids: int64Tensor(ids, [1, ids.length]),
      attention_mask: int64Tensor(new Uint8Array(ids.length).fill(1), [1, ids.length]),
      position_ids: int64Tensor([...ids.keys()], [1, ids.length]),
      ...emptyCache(cacheShape(graph)),
    },
    [tensor],
  );
  await session.close();
  return results[tensor]?.data as Float32Array;
}

const decoders: readonly (readonly [string, () => Promise<Graph>])[] = [
  ['glm', async () => buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig))],
  ...foreignExports.map(
    ({ family, file }) =>
      [`${file} of ${family}`, async () => (await readGraph(openGoldenDecoder(family).folder, file)).graph] as const,
  ),
];

for (const [what, open] of decoders) {
  test(`virtual tokens with the embeddings of real ones give their logits on ${what}`, async () => {
    const graph = await open();
    const ids = [7, 3, 21, 9, 2];
    const { width } = findTokenEmbedding(graph);
    const values = float32Tensor(await embeddings(graph, ids.slice(0, 3)), [3, width]);
    const steered = await logitsOf(withVirtualTokens(graph), [0, 0, 0, ...ids.slice(3)], {
      [virtualEmbeddings]: values,
    });
    const plain = await logitsOf(graph, ids);
    const difference = Math.max(...plain.map((value, i) => Math.abs(value - steered[i]!)));
    assert.ok(difference < 1e-5, `logits differ by ${difference}`);
  });
}

test('the embedding of a built decoder is that of its checkpoint', async () => {
  const weights = tinyWeights(tinyConfig);
  const table = float32Values(weights.get('model.embed_tokens.weight')!);
  const rows = await embeddings(buildDecoderGraph(tinyConfig, weights), [4]);
  assert.deepEqual(rows, table.slice(4 * tinyConfig.width, 5 * tinyConfig.width));
});

test('a decoder that looks its tokens up in another way is refused', () => {
  const graph = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
  const nodes = graph.nodes.map((node) =>
    node.inputs.includes('input_ids') && node.op === 'Gather' ? { ...node, op: 'Lookup' } : node,
  );
  assert.throws(() => withVirtualTokens({ ...graph, nodes }), {
    code: 'model.operator_unsupported',
    message: /Gather/,
  });
});
