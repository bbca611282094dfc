import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#errors';
import { cacheShape, float32Tensor, openModelFolder, openSession, writePrefixAdapter } from '#model';
import type { Example } from '#prompts';
import { AdamW, clipGradients } from '../optim/adamw.ts';
import { linearDecay } from '../optim/schedules.ts';
import { randomPrefix, textPrefix } from '../ptuning/initial-prefix.ts';
import { batchFeeds } from './batch.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { encodeExamples, trainingBatches } from './dataset.ts';
import { openMetricsLog } from './metrics-log.ts';
import { claimRunFolder } from './run-folder.ts';
import { buildPrefixStep, gradientName } from './step-graph.ts';
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

const maxGradientNorm = 1;

interface Best {
  step: number;
  loss: number;
  exactMatch: number;
}

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
  const {
    modelDir,
    outDir,
    steps,
    seed,
    prefixTokens = 128,
    learningRate: peak = 0.02,
    batchSize = 16,
    init = 'text',
    evaluateEvery = 100,
  } = options;
  const started = performance.now();
  const model = await openModelFolder(modelDir);
  const shape = cacheShape(model.decoder);
  const training = encodeExamples(options.examples, model);
  const validation = encodeExamples(options.validation, model);
  await mkdir(outDir, { recursive: true });
  await claimRunFolder(outDir, {
    model: model.sha256,
    prefixTokens,
    learningRate: peak,
    steps,
    batchSize,
    seed,
    init,
    evaluateEvery,
    training,
    validation,
  });

  const text = training.rows.slice(0, prefixTokens).flatMap((row) => row.ids);
  const firstTokens = Array.from({ length: prefixTokens }, (_, i) => text[i % text.length] as number);
  const prefix =
    init === 'text' ? await textPrefix(firstTokens, model, shape) : randomPrefix(prefixTokens, shape, seed);
  const columns = prefix.length / prefixTokens;
  const parameters = new Map([['prefix', prefix]]);
  const optimizer = new AdamW(parameters);
  const checkpoint = { parameters, optimizer };
  const checkpointPath = join(outDir, 'checkpoint.safetensors');
  const saved = (await loadCheckpoint(checkpointPath, checkpoint))?.get('best');
  const best: Best = {
    step: saved?.[0] ?? 0,
    loss: saved?.[1] ?? Number.POSITIVE_INFINITY,
    // A share of so many examples, which float32 rounded.
    exactMatch: Math.round((saved?.[2] ?? -1) * validation.rows.length) / validation.rows.length,
  };
  if (saved) report({ kind: 'resumed', step: optimizer.steps });
  const metrics = await openMetricsLog(join(outDir, 'metrics.ndjson'), optimizer.steps);

  const step = await buildPrefixStep(model.decoder);
  const session = await openSession(step.graph);
  const forward = await openSession(step.forward);
  const adapterDir = join(outDir, 'adapter');
  const isOver = (): boolean =>
    signal?.aborted === true || performance.now() - started > 1000 * (options.maxSeconds ?? Number.POSITIVE_INFINITY);

  const firstStep = optimizer.steps;
  for (const batch of trainingBatches(training, batchSize, seed, firstStep)) {
    if (optimizer.steps >= steps || isOver()) break;
    const stepStarted = performance.now();
    const results = await session.run({
      ...batchFeeds(batch, prefixTokens),
      prefix: float32Tensor(prefix, [prefixTokens, columns]),
    });
    const loss = Number(results.loss?.data[0]);
    const gradients = new Map([['prefix', results[gradientName('prefix')]?.data as Float32Array]]);
    const gradientNorm = clipGradients(gradients, maxGradientNorm);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw diverged(optimizer.steps, loss, gradientNorm);
    const learningRate = peak * linearDecay(optimizer.steps, steps);
    optimizer.update(parameters, gradients, learningRate);

    const tokens = batch.instruction.length + batch.rows.reduce((sum, row) => sum + row.ids.length, 0);
    const secondsPerStep = (performance.now() - started) / 1000 / (optimizer.steps - firstStep);
    report({
      kind: 'step',
      step: optimizer.steps,
      steps,
      loss,
      learningRate,
      tokensPerS: (1000 * tokens) / (performance.now() - stepStarted),
      secondsLeft: secondsPerStep * (steps - optimizer.steps),
    });
    await metrics.append({ kind: 'step', step: optimizer.steps, loss, gradientNorm, learningRate });

    if (optimizer.steps % evaluateEvery === 0 || optimizer.steps === steps) {
      const measured = await validate(forward, prefix, prefixTokens, validation);
      report({ kind: 'validation', step: optimizer.steps, ...measured });
      await metrics.append({ kind: 'validation', step: optimizer.steps, ...measured });
      if (isBetter(measured, best)) {
        Object.assign(best, measured, { step: optimizer.steps });
        await writePrefixAdapter(adapterDir, { values: prefix, shape, baseModel: model.name });
      }
      await saveCheckpoint(
        checkpointPath,
        checkpoint,
        new Map([['best', Float32Array.of(best.step, best.loss, best.exactMatch)]]),
      );
      report({ kind: 'checkpoint', step: optimizer.steps, path: checkpointPath });
    }
  }
  await session.close();
  await forward.close();
  return {
    adapterDir,
    bestStep: best.step,
    bestValidationLoss: best.loss,
    bestExactMatch: best.exactMatch,
    steps: optimizer.steps,
    seconds: (performance.now() - started) / 1000,
  };
}

/** More examples answered to the letter, or as many at a lower loss. */
function isBetter(a: { loss: number; exactMatch: number }, b: Best): boolean {
  return a.exactMatch > b.exactMatch || (a.exactMatch === b.exactMatch && a.loss < b.loss);
}

function diverged(step: number, loss: number, gradientNorm: number): AppError {
  return new AppError(
    'tuner.diverged',
    `step ${step + 1}: expected a finite loss and gradient, got loss ${loss} and gradient norm ${gradientNorm}`,
    {
      hint: 'lower the learning rate, or start from text instead of random values',
    },
  );
}
