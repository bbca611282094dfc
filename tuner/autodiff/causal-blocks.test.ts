import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#domain';
import {
  buildDecoderGraph,
  type Feeds,
  float32Tensor,
  type Graph,
  GraphBuilder,
  int64Tensor,
  openSession,
  pastNames,
} from '#model';
import { tinyConfig, tinyWeights } from '../testing/tiny-model.ts';
import { inCausalBlocks } from './causal-blocks.ts';
import { differentiate } from './differentiate.ts';

/** Of the largest entry: sums are added in another order. */
const largestError = 1e-5;
const { layers, keyValueHeads, headSize } = tinyConfig;
const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const pasts = Array.from({ length: layers }, (_, layer) => pastNames(layer)).flat();

function feeds(B: number, S: number, P: number): Feeds {
  const { next, normal } = createRandom(S).fork('feeds');
  const all = (length: number, value: (i: number) => number): number[] => Array.from({ length }, (_, i) => value(i));
  const past = () => Float32Array.from({ length: B * keyValueHeads * P * headSize }, normal);
  const ids = all(B * S, () => Math.floor(next() * tinyConfig.vocabularySize));
  return {
    input_ids: int64Tensor(ids, [B, S]),
    position_ids: int64Tensor(
      all(B * S, (i) => P + (i % S)),
      [B, S],
    ),
    attention_mask: int64Tensor(
      all(B * (P + S), (i) => Number(i !== 1)),
      [B, P + S],
    ),
    ...Object.fromEntries(pasts.map((name) => [name, float32Tensor(past(), [B, keyValueHeads, P, headSize])])),
  };
}

/** The graph with the gradient of the sum of squares of its logits with respect to every cache tensor. */
async function withGradients(graph: Graph): Promise<Graph> {
  const forward = GraphBuilder.from(graph);
  const seed = forward.named('seed', forward.op('Mul', ['logits', forward.scalar(2)]));
  forward.output({ name: seed, type: 'float32', shape: null });
  const probes = [feeds(2, 3, 5), feeds(3, 7, 11)];
  const seeds = new Map([['logits', seed]]);
  const { b, gradients } = await differentiate({ graph: forward.build('forward'), seeds, wrt: pasts, probes });
  for (const name of pasts) {
    b.output({ name: b.named(`gradient/${name}`, gradients.get(name) as string), type: 'float32', shape: null });
  }
  return b.build('gradients');
}

const softmaxes = (graph: Graph): number => graph.nodes.filter(({ op }) => op === 'Softmax').length;

test('causal attention in blocks has the logits, the cache and the gradients of the whole, however short the text', async () => {
  const inBlocks = inCausalBlocks(decoder);
  assert.equal(softmaxes(inBlocks), 2 * softmaxes(decoder));
  const sessions = [await openSession(await withGradients(decoder)), await openSession(await withGradients(inBlocks))];
  for (const S of [1, 2, 3, 8]) {
    const [whole, parts] = await Promise.all(sessions.map((session) => session.run(feeds(2, S, 4))));
    for (const [name, { dims, data }] of Object.entries(whole ?? {})) {
      const [expected, got] = [data as Float32Array, parts?.[name]?.data as Float32Array];
      assert.deepEqual(parts?.[name]?.dims, dims);
      const bound = largestError * Math.max(...expected.map(Math.abs));
      expected.forEach((value, i) => {
        const error = Math.abs(value - (got[i] ?? Number.NaN));
        assert.ok(error <= bound, `${name} of ${S} tokens differs by ${error} at ${i}`);
      });
    }
  }
  for (const session of sessions) await session.close();
});

test('attention that may look at what comes after a token stays whole', () => {
  const nodes = decoder.nodes.map((node) => (node.op === 'And' ? { ...node, op: 'Or' } : node));
  assert.equal(softmaxes(inCausalBlocks({ ...decoder, nodes })), softmaxes(decoder));
});
