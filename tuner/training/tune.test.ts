import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { cacheShape, type Generator, openGenerator, openModelFolder, readPrefixAdapter } from '#model';
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

const method = { kind: 'prefix', tokens: 6, init: 'text', dropout: 0, projection: 0 } as const;

const options = async (t: TestContext): Promise<TuneOptions> => ({
  modelDir,
  outDir: join(await temporaryFolder(t), 'run'),
  examples,
  validation: Array.from({ length: 11 }, () => examples).flat(),
  method,
  learningRate: 0.05,
  steps: 12,
  batchSize: 3,
  seed: 1,
  evaluateEvery: 4,
});

/** What a run leaves behind but for places and times: its result, bytes of adapter and checkpoint, and metrics. */
async function remainsOf({ resultDir, seconds, ...result }: TuneResult): Promise<object> {
  const files = ['adapter_model.safetensors', '../checkpoint.safetensors', '../metrics.ndjson'];
  const contents = await Promise.all(files.map((file) => readFile(join(resultDir, file), 'latin1')));
  return { result, files: contents.map((content) => content.replace(/,"seconds":[\d.]+/g, '')) };
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
  const adapter = await readPrefixAdapter(result.resultDir, cacheShape((await openModelFolder(modelDir)).decoder));
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
  assert.deepEqual(events[1], { kind: 'resumed', step: 7 });
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
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['started', 'resumed'],
  );
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
  const { steps } = await runTuning({ ...(await options(t)), method: { ...method, tokens: 100 }, steps: 1 }, ignore);
  assert.equal(steps, 1);
});

test('batches joined to one step give the gradient of one batch of all their rows', async (t) => {
  const whole = { ...(await options(t)), batchSize: 4, steps: 1 };
  const parts = { ...(await options(t)), batchSize: 1, accumulation: 4, steps: 1 };
  const norms: number[] = [];
  for (const each of [whole, parts]) {
    const { resultDir } = await runTuning({ ...each, evaluateEvery: 1 }, ignore);
    const [line] = (await readFile(join(resultDir, '../metrics.ndjson'), 'utf8')).split('\n');
    const { loss, gradientNorm } = JSON.parse(line!);
    norms.push(loss, gradientNorm);
  }
  assert.ok(Math.abs(norms[0]! - norms[2]!) < 1e-5 && Math.abs(norms[1]! - norms[3]!) < 1e-5, norms.join(' '));
});

test('a run with dropout, stopped and called again, ends as one that was never stopped', async (t) => {
  const dropping = async () => ({ ...(await options(t)), method: { ...method, dropout: 0.3 } });
  const whole = await runTuning(await dropping(), ignore);
  const parted = await dropping();
  const controller = new AbortController();
  const stop = (event: TuneEvent): void => {
    if (event.kind === 'step' && event.step === 5) controller.abort();
  };
  await runTuning(parted, stop, controller.signal);
  assert.deepEqual(await remainsOf(await runTuning(parted, ignore)), await remainsOf(whole));
  const without = await runTuning(await options(t), ignore);
  assert.notDeepEqual(await remainsOf(without), await remainsOf(whole));
});

test('a run ends when validation has not got better for as long as it may', async (t) => {
  const hopeless = { ...(await options(t)), learningRate: 1e-9, steps: 50, evaluateEvery: 1, patience: 3 };
  const first = await runTuning(hopeless, ignore);
  assert.ok(first.endedEarly && first.steps - first.bestStep === 3, JSON.stringify(first));
  const again = await runTuning(hopeless, ignore);
  assert.deepEqual([again.steps, again.endedEarly], [first.steps, true]);
});

test('a loss that does not move is told', async (t) => {
  const idle = { ...(await options(t)), learningRate: 1e-9, steps: 120, evaluateEvery: 120 };
  const events: TuneEvent[] = [];
  await runTuning(idle, (event) => events.push(event));
  assert.deepEqual(
    events.flatMap((event) => (event.kind === 'notLearning' ? [event.step] : [])),
    [100],
  );
});

/** Share of the examples that are answered to the letter. */
async function exactAnswers(generator: Generator): Promise<number> {
  const { instruction } = examples[0]!;
  const records = examples.map(({ record }) => record);
  const answered = await generator.generate({ instruction, records, maxNewTokens: 20 });
  return (
    answered.filter(({ text, finish }, i) => finish === 'stop' && text === examples[i]!.answer).length / records.length
  );
}

const otherMethods = [
  { kind: 'prefix', tokens: 6, init: 'random', dropout: 0, projection: 8 },
  { kind: 'prefix', tokens: 6, init: 'zero', dropout: 0, projection: 0 },
  { kind: 'prompt', tokens: 6, init: 'text' },
  { kind: 'prompt', tokens: 6, init: 'random' },
  { kind: 'lora', rank: 4, alpha: 8, targets: ['q_proj', 'v_proj', 'down_proj'] },
] as const;

for (const other of otherMethods) {
  test(`${JSON.stringify(other)} learns, resumes exactly, and leaves an adapter that answers as validation says`, async (t) => {
    const settings = async () => ({
      ...(await options(t)),
      method: other,
      steps: 40,
      evaluateEvery: 8,
      learningRate: 0.1,
    });
    const losses: number[] = [];
    const whole = await runTuning(await settings(), (event) => event.kind === 'step' && losses.push(event.loss));
    assert.ok(losses.at(-1)! < losses[0]!, losses.join(' '));
    const parted = await settings();
    const kill = (event: TuneEvent): void => {
      if (event.kind === 'checkpoint' && event.step === 16) throw new Error('killed');
    };
    await assert.rejects(runTuning(parted, kill), /killed/);
    assert.deepEqual(await remainsOf(await runTuning(parted, ignore)), await remainsOf(whole));

    const generator = await openGenerator({ modelDir, adapterDir: whole.resultDir, threads: 1 });
    assert.equal(await exactAnswers(generator), whole.bestExactMatch);
    await generator.close();
  });
}

test('full fine-tuning leaves a model folder that answers as validation says', async (t) => {
  const full = {
    ...(await options(t)),
    method: { kind: 'full' },
    steps: 40,
    evaluateEvery: 8,
    learningRate: 0.01,
  } as const;
  const result = await runTuning(full, ignore);
  assert.ok(result.bestExactMatch >= 0.5, JSON.stringify(result));
  const generator = await openGenerator({ modelDir: result.resultDir, adapterDir: null, threads: 1 });
  assert.equal(await exactAnswers(generator), result.bestExactMatch);
  await generator.close();
});

test('LoRA on modules that the model has not is refused, with those it has', async (t) => {
  const lost = { ...(await options(t)), method: { kind: 'lora', rank: 4, alpha: 8, targets: ['attn'] } } as const;
  await assert.rejects(runTuning(lost, ignore), {
    code: 'tuner.no_target_modules',
    message: /among q_proj, k_proj, v_proj, o_proj, gate_up_proj, down_proj, got attn/,
  });
});

test('a run in many calls is told once that it does not learn, and not for each call anew', async (t) => {
  const slow = { ...(await options(t)), learningRate: 1e-9, steps: 130, batchSize: 1, evaluateEvery: 1000 };
  const validation = examples.slice(0, 1);
  const told: number[] = [];
  for (const stop of [60, 110, 130]) {
    const controller = new AbortController();
    const listen = (event: TuneEvent): void => {
      if (event.kind === 'notLearning') told.push(event.step);
      if (event.kind === 'step' && event.step === stop) controller.abort();
    };
    await runTuning({ ...slow, validation }, listen, controller.signal);
  }
  assert.equal(told.length, 1);
});
