import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { cacheShape } from '../graph/decoder-convention.ts';
import { type Cache, emptyCache, presentCache, repeatCache } from '../runtime/cache.ts';
import { int64Tensor, openSession, type Session, type Tensor } from '../runtime/session.ts';
import { seededNormal, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { buildDecoderGraph } from './decoder-graph.ts';
import { emptyReferenceCache, type ReferenceCache, referenceLogits } from './testing/reference-glm.ts';

/** Largest difference between a float32 logit of the graph and a double one of the reference; logits are of order 1. */
const logitTolerance = 1e-4;

const ids = [3, 17, 5, 5, 39, 0, 21, 8];

interface Run {
  readonly ids: readonly (readonly number[])[];
  readonly positions: readonly (readonly number[])[];
  readonly mask: readonly (readonly number[])[];
}

async function openTiny(t: TestContext, config: DecoderConfig): Promise<Session> {
  const session = await openSession(buildDecoderGraph(config, tinyWeights(config)), { threads: 1 });
  t.after(() => session.close());
  return session;
}

async function run(
  session: Session,
  rows: Run,
  past: Cache,
): Promise<{ logits: number[][][]; results: Record<string, Tensor> }> {
  const tensor = (values: Run['ids']) => int64Tensor(values.flat(), [values.length, values[0]!.length]);
  const results = await session.run({
    input_ids: tensor(rows.ids),
    position_ids: tensor(rows.positions),
    attention_mask: tensor(rows.mask),
    ...past,
  });
  const [B, S, V] = results.logits!.dims as [number, number, number];
  const data = results.logits!.data as Float32Array;
  const logits = Array.from({ length: B }, (_, b) =>
    Array.from({ length: S }, (_, s) => [...data.subarray((b * S + s) * V, (b * S + s + 1) * V)]),
  );
  return { logits, results };
}

function assertLogits(
  t: TestContext,
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
): void {
  assert.equal(actual.length, expected.length);
  const differences = expected.flatMap((row, s) => row.map((value, v) => Math.abs(actual[s]![v]! - value)));
  const largest = Math.max(...differences);
  t.diagnostic(`largest difference of a logit ${largest.toExponential(1)}`);
  assert.ok(largest < logitTolerance, `a logit differs by ${largest}`);
}

const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);
const all = (count: number): boolean[] => Array<boolean>(count).fill(true);
const reference = (
  config: DecoderConfig,
  tokens: Parameters<typeof referenceLogits>[2],
  cache = emptyReferenceCache(config),
) => referenceLogits(config, tinyWeights(config), tokens, cache);

const configs: Readonly<Record<string, DecoderConfig>> = {
  'grouped heads and a tied head': tinyConfig,
  'a head of its own': { ...tinyConfig, tiedEmbedding: false },
  'as many key heads as query heads': { ...tinyConfig, keyValueHeads: 6 },
  'one key head': { ...tinyConfig, keyValueHeads: 1, layers: 1 },
  'all channels rotating': { ...tinyConfig, rotaryChannels: 8 },
};

for (const [what, config] of Object.entries(configs)) {
  test(`logits of a whole sequence are those of the reference with ${what}`, async (t) => {
    const session = await openTiny(t, config);
    const whole = { ids: [ids], positions: [upTo(8)], mask: [Array(8).fill(1)] };
    const { logits } = await run(session, whole, emptyCache(config));
    assertLogits(t, logits[0]!, reference(config, { ids, positions: upTo(8), seen: all(8) }));
  });
}

test('logits token by token through the cache are those of the whole sequence in the reference', async (t) => {
  const session = await openTiny(t, tinyConfig);
  const stepwise: number[][] = [];
  let past = emptyCache(tinyConfig);
  for (const [s, id] of ids.entries()) {
    const { logits, results } = await run(
      session,
      { ids: [[id]], positions: [[s]], mask: [Array(s + 1).fill(1)] },
      past,
    );
    past = presentCache(results, tinyConfig);
    stepwise.push(logits[0]![0]!);
  }
  assertLogits(t, stepwise, reference(tinyConfig, { ids, positions: upTo(8), seen: all(8) }));
});

/** A past that no text left behind, as a tuned prefix is: for the graph and for the reference. */
function randomPast(config: DecoderConfig, tokens: number): { graph: Cache; reference: ReferenceCache } {
  const normal = seededNormal(9);
  const { keyValueHeads: G, headSize: D } = config;
  const reference = emptyReferenceCache(config);
  const graph: Record<string, Tensor> = {};
  for (let layer = 0; layer < config.layers; layer += 1) {
    for (const kind of ['key', 'value'] as const) {
      const perToken = Array.from({ length: tokens }, () =>
        Float64Array.from({ length: G * D }, () => Math.fround(normal())),
      );
      reference[`${kind}s`][layer]!.push(...perToken);
      const data = upTo(G).flatMap((head) =>
        perToken.flatMap((values) => [...values.subarray(head * D, (head + 1) * D)]),
      );
      graph[`past_key_values.${layer}.${kind}`] = { data: Float32Array.from(data), dims: [1, G, tokens, D] };
    }
  }
  return { graph, reference };
}

test('a past is attended to, and the text takes the positions after it', async (t) => {
  const session = await openTiny(t, tinyConfig);
  const past = randomPast(tinyConfig, 3);
  const rows = { ids: [ids], positions: [upTo(8, 3)], mask: [Array(11).fill(1)] };
  const { logits, results } = await run(session, rows, past.graph);
  assertLogits(t, logits[0]!, reference(tinyConfig, { ids, positions: upTo(8, 3), seen: all(11) }, past.reference));
  assert.deepEqual(results['present.1.value']!.dims, [1, 2, 11, 8]);
});

test('the present cache is the past followed by the rotated keys and the values of the text', async (t) => {
  const session = await openTiny(t, tinyConfig);
  const past = randomPast(tinyConfig, 3);
  const { results } = await run(
    session,
    { ids: [ids], positions: [upTo(8, 3)], mask: [Array(11).fill(1)] },
    past.graph,
  );
  reference(tinyConfig, { ids, positions: upTo(8, 3), seen: all(11) }, past.reference);
  const { keyValueHeads: G, headSize: D } = tinyConfig;
  for (const kind of ['key', 'value'] as const) {
    const tokens = past.reference[`${kind}s`][1]!;
    const expected = upTo(G).flatMap((head) =>
      tokens.flatMap((values) => [...values.subarray(head * D, (head + 1) * D)]),
    );
    assertLogits(t, [[...(results[`present.1.${kind}`]!.data as Float32Array)]], [expected]);
  }
});

test('in a batch a shorter row padded on the right answers as it does alone, and goes on after the padding', async (t) => {
  const session = await openTiny(t, tinyConfig);
  const past = randomPast(tinyConfig, 3);
  const short = ids.slice(0, 5);
  const seen = [[...upTo(11)].map(() => 1), upTo(11).map((key) => (key < 8 ? 1 : 0))];
  const rows = { ids: [ids, [...short, 0, 0, 0]], positions: [upTo(8, 3), upTo(8, 3)], mask: seen };
  const first = await run(session, rows, repeatCache(past.graph, 2));
  const next = await run(
    session,
    { ids: [[2], [2]], positions: [[11], [8]], mask: seen.map((row) => [...row, 1]) },
    presentCache(first.results, cacheShape(buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig)))),
  );

  const long = reference(
    tinyConfig,
    { ids: [...ids, 2], positions: upTo(9, 3), seen: all(12) },
    randomPast(tinyConfig, 3).reference,
  );
  const alone = reference(
    tinyConfig,
    { ids: [...short, 2], positions: upTo(6, 3), seen: all(9) },
    randomPast(tinyConfig, 3).reference,
  );
  assertLogits(t, first.logits[0]!, long.slice(0, 8));
  assertLogits(t, first.logits[1]!.slice(0, 5), alone.slice(0, 5));
  assertLogits(t, next.logits[0]!, long.slice(8));
  assertLogits(t, next.logits[1]!, alone.slice(5));
});

test('a mask hides keys of the past', async (t) => {
  const session = await openTiny(t, tinyConfig);
  const past = randomPast(tinyConfig, 3);
  const seen = [1, 0, 1, ...Array<number>(8).fill(1)];
  const { logits } = await run(session, { ids: [ids], positions: [upTo(8, 3)], mask: [seen] }, past.graph);
  const tokens = { ids, positions: upTo(8, 3), seen: seen.map((one) => one === 1) };
  assertLogits(t, logits[0]!, reference(tinyConfig, tokens, past.reference));
});

test('a weight that is missing is named', () => {
  const weights = tinyWeights(tinyConfig);
  weights.delete('model.layers.1.mlp.down_proj.weight');
  assert.throws(
    () => buildDecoderGraph(tinyConfig, weights),
    /expected a weight model\.layers\.1\.mlp\.down_proj\.weight/,
  );
});
