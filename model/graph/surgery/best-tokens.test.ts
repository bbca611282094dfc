import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDecoderGraph } from '../../decoder/decoder-graph.ts';
import { emptyCache } from '../../runtime/cache.ts';
import { int64Tensor, openSession } from '../../runtime/session.ts';
import { tinyConfig, tinyWeights } from '../../testing/tiny-glm.ts';
import { cacheShape, findOutputHead } from '../decoder-convention.ts';
import type { Graph } from '../graph.ts';
import { bestTokens, withBestTokens } from './best-tokens.ts';

const graph = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const ids = [5, 9, 2, 7, 7, 1];
const feeds = {
  input_ids: int64Tensor(ids, [2, 3]),
  attention_mask: int64Tensor(Array(6).fill(1), [2, 3]),
  position_ids: int64Tensor([0, 1, 2, 0, 1, 2], [2, 3]),
  ...emptyCache(cacheShape(graph)),
};
/** The head is not found where something between product and logits mixes them. */
const withoutHead: Graph = {
  ...graph,
  nodes: graph.nodes
    .map((node) => (node.outputs[0] === 'logits' ? { ...node, outputs: ['plain'] } : node))
    .concat({
      op: 'Transpose',
      domain: '',
      name: 'turned',
      inputs: ['plain'],
      outputs: ['logits'],
      attributes: { perm: { ints: [0, 1, 2] } },
    }),
};

for (const [name, decoder] of Object.entries({ 'a known head': graph, 'an unknown head': withoutHead })) {
  test(`the likeliest tokens at chosen places are those of the logits, with ${name}`, async (t) => {
    assert.equal(findOutputHead(decoder) !== undefined, decoder === graph);
    const [plain, best] = [await openSession(decoder), await openSession(withBestTokens(decoder, 3))];
    t.after(() => Promise.all([plain.close(), best.close()]));
    const logits = (await plain.run(feeds)).logits!;
    const places = [4, 0];
    const wanted = [39, 0];
    const results = await best.run({
      ...feeds,
      [bestTokens.rows]: int64Tensor(places, [2]),
      [bestTokens.wanted]: int64Tensor(wanted, [2]),
    });
    const names = [bestTokens.ids, bestTokens.logProbabilities, bestTokens.wantedLogProbabilities];
    assert.deepEqual(Object.keys(results).slice(0, 3), names);
    assert.equal('logits' in results, false);
    const vocabulary = logits.dims[2]!;
    for (const [i, place] of places.entries()) {
      const row = [...(logits.data as Float32Array).subarray(place * vocabulary, (place + 1) * vocabulary)];
      const expected = [...row.keys()].sort((a, b) => row[b]! - row[a]!).slice(0, 3);
      const found = [...(results[bestTokens.ids]!.data as BigInt64Array).subarray(3 * i, 3 * i + 3)].map(Number);
      assert.deepEqual(found, expected);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const isProbability = (logProbability: number, token: number) =>
        assert.ok(Math.abs(Math.exp(logProbability) - Math.exp(row[token]!) / total) < 1e-6);
      isProbability((results[bestTokens.logProbabilities]!.data as Float32Array)[3 * i]!, expected[0]!);
      const ofWanted = results[bestTokens.wantedLogProbabilities]!.data as Float32Array;
      for (const [j, token] of wanted.entries()) isProbability(ofWanted[2 * i + j]!, token);
    }
  });
}
