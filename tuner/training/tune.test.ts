import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { cacheShape, openModelFolder, readPrefixAdapter } from '#model';
import type { Example } from '#prompts';
import { temporaryFolder, writeTinyModel } from '../testing/tiny-model.ts';
import { runTuning, type TuneEvent, type TuneOptions, type TuneResult } from './tune.ts';

const modelDir = await writeTinyModel({ after });

const answers = { imager: 'so photograph.', jammer: 'so none.', antenna: 'so communication.', arm: 'so grabbing.' };
const examples: Example[] = Object.entries(answers).map(([device, answer]) => ({
  instruction: 'Say the operation.\n',
  record: `Device: ${device}\nAnswer:\n`,
  answer,
}));

const options = async (t: TestContext): Promise<TuneOptions> => ({
  modelDir,
  outDir: join(await temporaryFolder(t), 'run'),
  examples,
  validation: Array.from({ length: 11 }, () => examples).flat(),
  prefixTokens: 6,
  learningRate: 0.05,
  steps: 12,
  batchSize: 3,
  seed: 1,
  evaluateEvery: 4,
});

/** What a run leaves behind: bytes of adapter, checkpoint and metrics, and its result but for place and time. */
async function remainsOf({ adapterDir, seconds, ...result }: TuneResult): Promise<object> {
  const files = ['adapter_model.safetensors', '../checkpoint.safetensors', '../metrics.ndjson'];
  return { result, files: await Promise.all(files.map((file) => readFile(join(adapterDir, file), 'latin1'))) };
}

/** A caller that wants no news. */
const ignore = (): void => {};

test('the loss falls, and the best prefix is an adapter that fits the model', async (t) => {
  const events: TuneEvent[] = [];
  const result = await runTuning({ ...(await options(t)), steps: 40 }, (event) => events.push(event));
  const losses = events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
  assert.equal(losses.length, 40);
  t.diagnostic(
    `loss from ${losses[0]?.toFixed(2)} to ${losses.at(-1)?.toFixed(2)}, validation ${result.bestValidationLoss.toFixed(2)} at step ${result.bestStep}`,
  );
  assert.ok(losses.at(-1)! < 0.8 * losses[0]!, losses.join(' '));
  const adapter = await readPrefixAdapter(result.adapterDir, cacheShape((await openModelFolder(modelDir)).decoder));
  assert.equal(adapter.prefixTokens, 6);
});

test('a run that was aborted and called again ends as one that was never stopped', async (t) => {
  const whole = await runTuning(await options(t), ignore);
  const parted = await options(t);
  const controller = new AbortController();
  const stopped = await runTuning(
    parted,
    (event) => event.kind === 'step' && event.step === 7 && controller.abort(),
    controller.signal,
  );
  assert.equal(stopped.steps, 7);
  const events: TuneEvent[] = [];
  const resumed = await runTuning(parted, (event) => events.push(event));
  assert.deepEqual(events[0], { kind: 'resumed', step: 4 });
  assert.deepEqual(await remainsOf(resumed), await remainsOf(whole));
});

test('a run that was killed at any point of a step ends as one that was never stopped', async (t) => {
  const whole = await remainsOf(await runTuning(await options(t), ignore));
  for (const [kind, step] of [
    ['step', 2],
    ['validation', 8],
    ['checkpoint', 8],
  ] as const) {
    const parted = await options(t);
    const kill = (event: TuneEvent): void => {
      if (event.kind === kind && event.step === step) throw new Error('killed');
    };
    await assert.rejects(runTuning(parted, kill), /killed/);
    assert.deepEqual(await remainsOf(await runTuning(parted, ignore)), whole, `killed at ${kind} ${step}`);
  }
});

test('a finished run called again trains no further and tells the same result', async (t) => {
  const once = await options(t);
  const first = await remainsOf(await runTuning(once, ignore));
  const events: TuneEvent[] = [];
  assert.deepEqual(await remainsOf(await runTuning(once, (event) => events.push(event))), first);
  assert.deepEqual(events, [{ kind: 'resumed', step: 12 }]);
});

test('a run stops, resumably, when its time is over', async (t) => {
  const { steps } = await runTuning({ ...(await options(t)), maxSeconds: 0 }, ignore);
  assert.equal(steps, 0);
});

test('a run folder of other settings or another model is refused', async (t) => {
  const first = await options(t);
  await runTuning({ ...first, steps: 1 }, ignore);
  await assert.rejects(runTuning(first, ignore), { code: 'tuner.run_mismatch', message: /steps: 1 there, 12 here/ });
});

test('a loss that is no number stops the run', async (t) => {
  const absurd = { ...(await options(t)), learningRate: 1e38 };
  await assert.rejects(runTuning(absurd, ignore), {
    code: 'tuner.diverged',
    message: /expected a finite loss and gradient, got loss NaN/,
    hint: /learning rate/,
  });
});

test('nothing to learn from, or to validate on, is refused', async (t) => {
  await assert.rejects(runTuning({ ...(await options(t)), examples: [] }, ignore), { code: 'tuner.no_examples' });
  await assert.rejects(runTuning({ ...(await options(t)), validation: [] }, ignore), { code: 'tuner.no_examples' });
});

test('a prefix longer than all examples together can be learned', async (t) => {
  const { steps } = await runTuning({ ...(await options(t)), prefixTokens: 100, steps: 1 }, ignore);
  assert.equal(steps, 1);
});
