import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  buildFromCheckpoint,
  float32Tensor,
  type Graph,
  openSession,
  pastNames,
  readGraph,
  type Session,
} from '#model';
import {
  foreignExports,
  type GoldenDecoder,
  goldenFamilies,
  openGoldenDecoder,
} from '../../model/testing/golden-decoder.ts';
import type { Method } from '../methods/method.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { AdamW } from '../optim/adamw.ts';
import { goldenBatch } from '../testing/golden-batch.ts';
import { temporaryFolder } from '../testing/tiny-model.ts';
import { batchFeeds } from './batch.ts';
import { buildStep, gradientName } from './step-graph.ts';
import { openRun, trainStep } from './tuning-run.ts';

/** Largest difference of a gradient entry from PyTorch's, as a share of the largest entry of its cache tensor. */
const gradientTolerance = 1e-4;
/** Largest difference of a loss from PyTorch's, in nats; losses are of order 4. */
const lossTolerance = 1e-4;

async function runStep(session: Session, { reference }: GoldenDecoder, prefix: Float32Array) {
  const P = reference.prefix_tokens;
  const feeds = {
    ...batchFeeds(goldenBatch(reference), { count: P, areRun: false }),
    prefix: float32Tensor(prefix, [P, prefix.length / P]),
  };
  const results = await session.run(feeds);
  return { loss: Number(results.loss?.data[0]), gradient: results[gradientName('prefix')]?.data as Float32Array };
}

async function assertGradient(t: TestContext, session: Session, golden: GoldenDecoder): Promise<void> {
  const { loss, gradient } = await runStep(session, golden, golden.tensor('prefix'));
  t.diagnostic(`loss differs by ${Math.abs(loss - golden.reference.loss).toExponential(1)}`);
  assert.ok(Math.abs(loss - golden.reference.loss) < lossTolerance, `loss ${loss}, expected ${golden.reference.loss}`);

  const expected = golden.tensor('prefix_gradient');
  const layers = 2;
  const width = expected.length / golden.reference.prefix_tokens / (2 * layers);
  for (const [tensor, name] of [0, 1].flatMap(pastNames).entries()) {
    let [largest, difference] = [0, 0];
    for (let i = 0; i < expected.length; i += 1) {
      if (Math.floor(i / width) % (2 * layers) !== tensor) continue;
      largest = Math.max(largest, Math.abs(expected[i]!));
      difference = Math.max(difference, Math.abs(gradient[i]! - expected[i]!));
    }
    const told = `${name}: largest entry ${largest.toExponential(1)}, differs by ${(difference / largest).toExponential(1)} of it`;
    t.diagnostic(told);
    assert.ok(difference < gradientTolerance * largest, told);
  }
}

function assertLosses(t: TestContext, losses: readonly number[], expected: readonly number[]): void {
  const difference = Math.max(...expected.map((loss, step) => Math.abs(loss - losses[step]!)));
  t.diagnostic(
    `losses ${expected[0]!.toFixed(4)} to ${expected.at(-1)!.toFixed(4)} differ by ${difference.toExponential(1)}`,
  );
  assert.ok(difference < lossTolerance, `losses differ by ${difference}: ${losses}`);
}

/** Losses before each of the steps at a constant rate, and after the last. */
async function constantRateLosses(session: Session, golden: GoldenDecoder): Promise<number[]> {
  const { learning_rate, losses } = golden.reference.constant_rate;
  const parameters = new Map([['prefix', golden.tensor('prefix').slice()]]);
  const optimizer = new AdamW(parameters);
  const measured: number[] = [];
  while (measured.length < losses.length) {
    const { loss, gradient } = await runStep(session, golden, parameters.get('prefix')!);
    optimizer.update(parameters, new Map([['prefix', gradient]]), learning_rate);
    measured.push(loss);
  }
  return measured;
}

/** Losses of the steps that tuning makes: gradients bounded, the rate falling to zero. */
async function recipeLosses(
  t: TestContext,
  session: Session,
  golden: GoldenDecoder,
  decoder: Graph,
): Promise<number[]> {
  const { prefix_tokens: prefixTokens, recipe } = golden.reference;
  const prefix = golden.tensor('prefix');
  const method: Method = {
    placement: prefixPlacement(decoder),
    virtualTokens: prefixTokens,
    dims: new Map([['prefix', [prefixTokens, prefix.length / prefixTokens]]]),
    start: new Map([['prefix', prefix]]),
    write: () => Promise.reject(new Error('nothing to write')),
  };
  const run = await openRun(await temporaryFolder(t), method, 1);
  const settings = { learningRate: recipe.learning_rate, steps: recipe.losses.length - 1, seed: 1 };
  const measured: number[] = [];
  while (measured.length < recipe.losses.length)
    measured.push((await trainStep(session, [goldenBatch(golden.reference)], run, settings)).loss);
  return measured;
}

async function openStep(t: TestContext, decoder: Graph): Promise<Session> {
  const session = await openSession((await buildStep(prefixPlacement(decoder))).graph, { threads: 1 });
  t.after(() => session.close());
  return session;
}

interface Subject {
  readonly what: string;
  readonly family: (typeof goldenFamilies)[number];
  readonly open: (folder: string) => Promise<Graph>;
}

const own = goldenFamilies.map((family): Subject => ({ what: family, family, open: buildFromCheckpoint }));
const foreign = foreignExports.map(({ family, file }): Subject => {
  const open = async (folder: string) => (await readGraph(folder, file)).graph;
  return { what: `${file} of ${family}`, family, open };
});

for (const { what, family, open } of [...own, ...foreign]) {
  test(`the prefix gradient of ${what} is that of PEFT and PyTorch in every cache tensor`, async (t) => {
    const golden = openGoldenDecoder(family);
    await assertGradient(t, await openStep(t, await open(golden.folder)), golden);
  });

  test(`ten AdamW steps on ${what} have the losses of PyTorch`, async (t) => {
    const golden = openGoldenDecoder(family);
    const decoder = await open(golden.folder);
    const session = await openStep(t, decoder);
    assertLosses(t, await constantRateLosses(session, golden), golden.reference.constant_rate.losses);
    assertLosses(t, await recipeLosses(t, session, golden, decoder), golden.reference.recipe.losses);
  });
}
