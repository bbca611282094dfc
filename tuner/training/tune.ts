import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheShape, type ModelFolder, openModelFolder, openSession } from '#model';
import type { Example } from '#prompts';
import { randomPrefix, textPrefix } from '../ptuning/initial-prefix.ts';
import { type Dataset, digestOf, encodeExamples, trainingBatches } from './dataset.ts';
import { openMetricsLog } from './metrics-log.ts';
import { claimRunFolder } from './run-folder.ts';
import { buildPrefixStep } from './step-graph.ts';
import { adapterDirIn, keep, openRun, trainStep } from './tuning-run.ts';
import { validate } from './validate.ts';

export interface TuneOptions {
  readonly modelDir: string;
  /** Run folder: checkpoint, metrics and adapter. An unfinished run with the same settings goes on. */
  readonly outDir: string;
  readonly examples: readonly Example[];
  readonly validation: readonly Example[];
  /** P. @default 128, as the paper */
  readonly prefixTokens?: number;
  /** Peak of a straight decay to zero. @default 0.02, as the paper */
  readonly learningRate?: number;
  readonly steps: number;
  /** @default 16 */
  readonly batchSize?: number;
  readonly seed: number;
  /** Start of the prefix: standard normal values, or the cache that the first examples leave behind. @default 'text' */
  readonly init?: 'random' | 'text';
  /** Steps between validations; each is also a checkpoint. @default 100 */
  readonly evaluateEvery?: number;
  /** Stops, resumably, when this much time has gone by. */
  readonly maxSeconds?: number;
}

export type TuneEvent =
  | { readonly kind: 'resumed'; readonly step: number }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly tokensPerS: number;
      readonly secondsLeft: number;
    }
  | { readonly kind: 'validation'; readonly step: number; readonly loss: number; readonly exactMatch: number }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string };

export interface TuneResult {
  /** PEFT folder of the best prefix by validation. */
  readonly adapterDir: string;
  readonly bestStep: number;
  readonly bestValidationLoss: number;
  readonly bestExactMatch: number;
  /** Steps made so far; fewer than asked for when the run was interrupted. */
  readonly steps: number;
  readonly seconds: number;
}

const defaults = { prefixTokens: 128, learningRate: 0.02, batchSize: 16, init: 'text', evaluateEvery: 100 } as const;

type Settings = TuneOptions & Required<Pick<TuneOptions, keyof typeof defaults>>;

/**
 * P-tuning V2: learns a prefix for a frozen model from examples. Stopped at any moment, by `signal` or by a kill, the
 * same call goes on from the last checkpoint and ends with the same prefix as if it had never stopped.
 *
 * @throws AppError `tuner.run_mismatch`, `tuner.diverged`, `tuner.no_examples`, `tuner.example_too_long`
 */
export async function runTuning(
  options: TuneOptions,
  report: (event: TuneEvent) => void,
  signal?: AbortSignal,
): Promise<TuneResult> {
  const settings: Settings = { ...defaults, ...options };
  const { steps, batchSize, seed, evaluateEvery, maxSeconds = Number.POSITIVE_INFINITY } = settings;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const model = await openModelFolder(settings.modelDir);
  const training = encodeExamples(settings.examples, model);
  const validation = encodeExamples(settings.validation, model);
  await claim(settings, model, training, validation);

  const run = await openRun(settings.outDir, await initialPrefix(settings, model, training), validation.rows.length);
  const firstStep = run.optimizer.steps;
  if (firstStep > 0) report({ kind: 'resumed', step: firstStep });
  const metrics = await openMetricsLog(join(settings.outDir, 'metrics.ndjson'), firstStep);
  const graphs = await buildPrefixStep(model.decoder);
  const session = await openSession(graphs.graph);
  const forward = await openSession(graphs.forward);

  for (const batch of trainingBatches(training, batchSize, seed, firstStep)) {
    if (run.optimizer.steps >= steps || signal?.aborted === true || seconds() > maxSeconds) break;
    const stepStarted = performance.now();
    const measured = await trainStep(session, batch, run, settings);
    const step = run.optimizer.steps;
    const tokens = batch.instruction.length + batch.rows.reduce((sum, row) => sum + row.ids.length, 0);
    const tokensPerS = (1000 * tokens) / (performance.now() - stepStarted);
    const secondsLeft = (seconds() / (step - firstStep)) * (steps - step);
    report({
      kind: 'step',
      step,
      steps,
      loss: measured.loss,
      learningRate: measured.learningRate,
      tokensPerS,
      secondsLeft,
    });
    await metrics.append({ kind: 'step', step, ...measured });

    if (step % evaluateEvery === 0 || step === steps) {
      const held = await validate(forward, run.prefix, settings.prefixTokens, validation);
      report({ kind: 'validation', step, ...held });
      await metrics.append({ kind: 'validation', step, ...held });
      await keep(run, held, model);
      report({ kind: 'checkpoint', step, path: run.checkpointPath });
    }
  }
  await session.close();
  await forward.close();
  return {
    adapterDir: adapterDirIn(settings.outDir),
    bestStep: run.best.step,
    bestValidationLoss: run.best.loss,
    bestExactMatch: run.best.exactMatch,
    steps: run.optimizer.steps,
    seconds: seconds(),
  };
}

async function claim(settings: Settings, model: ModelFolder, training: Dataset, validation: Dataset): Promise<void> {
  const { outDir, prefixTokens, learningRate, steps, batchSize, seed, init, evaluateEvery } = settings;
  await mkdir(outDir, { recursive: true });
  const deciding = { prefixTokens, learningRate, steps, batchSize, seed, init, evaluateEvery };
  const data = { trainingSha256: digestOf(training), validationSha256: digestOf(validation) };
  await claimRunFolder(outDir, { model: model.sha256, ...deciding, ...data });
}

/** Random values, or the cache that the first training examples leave behind, repeated if they are short. */
async function initialPrefix(settings: Settings, model: ModelFolder, training: Dataset): Promise<Float32Array> {
  const { init, prefixTokens, seed } = settings;
  const shape = cacheShape(model.decoder);
  if (init === 'random') return randomPrefix(prefixTokens, shape, seed);
  const text = training.rows.slice(0, prefixTokens).flatMap((row) => row.ids);
  const ids = Array.from({ length: prefixTokens }, (_, i) => text[i % text.length] as number);
  return textPrefix(ids, model, shape);
}
