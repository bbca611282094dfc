import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type ModelFolder, openModelFolder, openSession, storedWeights } from '#model';
import type { Example } from '#prompts';
import type { Method, MethodSettings } from '../methods/method.ts';
import { openMethod } from '../methods/open-method.ts';
import { type Batch, type BatchRow, unlabeled } from './batch.ts';
import { type Dataset, digestOf, encodeExamples, trainingBatches } from './dataset.ts';
import { LossWatch } from './loss-watch.ts';
import { openMetricsLog } from './metrics-log.ts';
import { claimRunFolder } from './run-folder.ts';
import { buildStep } from './step-graph.ts';
import type { BatchSizes } from './step-memory.ts';
import {
  keep,
  learnedFeeds,
  openRun,
  type Run,
  resultDirIn,
  saveRun,
  trainStep,
  virtualTokensOf,
} from './tuning-run.ts';
import { validate } from './validate.ts';

export interface TuneOptions {
  readonly modelDir: string;
  /** Run folder: checkpoint, metrics and result. An unfinished run with the same settings goes on. */
  readonly outDir: string;
  readonly method: MethodSettings;
  readonly examples: readonly Example[];
  readonly validation: readonly Example[];
  /** Peak of a straight decay to zero. */
  readonly learningRate: number;
  readonly steps: number;
  /** @default 16 */
  readonly batchSize?: number;
  /** Batches whose gradients are joined to one step, as if they were one batch. @default 1 */
  readonly accumulation?: number;
  readonly seed: number;
  /** Steps between validations; each is also a checkpoint. @default 100 */
  readonly evaluateEvery?: number;
  /** Validations without a better one after which the run ends. @default none */
  readonly patience?: number;
  /** Stops, resumably, when this much time has gone by. */
  readonly maxSeconds?: number;
}

export type TuneEvent =
  | { readonly kind: 'started'; readonly trainedParameters: number; readonly frozenParameters: number }
  | { readonly kind: 'resumed'; readonly step: number }
  /** Memory that the largest step will take, by its graph, and that the machine has. */
  | { readonly kind: 'planned'; readonly stepBytes: number; readonly machineBytes: number }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly learningRate: number;
      readonly tokensPerS: number;
      readonly secondsLeft: number;
    }
  /** Mean losses at the start and now, which is hardly lower. */
  | { readonly kind: 'notLearning'; readonly step: number; readonly start: number; readonly now: number }
  | { readonly kind: 'validation'; readonly step: number; readonly loss: number; readonly exactMatch: number }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string };

export interface TuneResult {
  /** Folder of the best by validation: a PEFT adapter, or a model when all of it was learned. */
  readonly resultDir: string;
  readonly trainedParameters: number;
  readonly bestStep: number;
  readonly bestValidationLoss: number;
  readonly bestExactMatch: number;
  /** Steps made so far; fewer than asked for when the run was interrupted or ended early. */
  readonly steps: number;
  /** Whether the run ended because validation got no better. */
  readonly endedEarly: boolean;
  readonly seconds: number;
}

const defaults = {
  batchSize: 16,
  accumulation: 1,
  evaluateEvery: 100,
  patience: Number.POSITIVE_INFINITY,
  maxSeconds: Number.POSITIVE_INFINITY,
} as const;

type Settings = TuneOptions & Required<Pick<TuneOptions, keyof typeof defaults>>;

/**
 * Tunes a model on examples by one of the methods. Stopped at any moment, by `signal` or by a kill, the same call goes
 * on from the last checkpoint and ends with the same values as if it had never stopped.
 *
 * @throws AppError `tuner.run_mismatch`, `tuner.diverged`, `tuner.no_examples`, `tuner.example_too_long`,
 *         `tuner.no_target_modules`, `tuner.weights_packed`
 */
export async function runTuning(
  options: TuneOptions,
  report: (event: TuneEvent) => void,
  signal?: AbortSignal,
): Promise<TuneResult> {
  const settings: Settings = { ...defaults, ...options };
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const model = await openModelFolder(settings.modelDir);
  const virtualTokens = 'tokens' in settings.method ? settings.method.tokens : 0;
  const training = encodeExamples(settings.examples, model, virtualTokens);
  const validation = encodeExamples(settings.validation, model, virtualTokens);
  const method = await open(settings, model, training);
  await claim(settings, model, training, validation);
  const counts = parameterCounts(model, settings.method, method);
  report({ kind: 'started', ...counts });

  const run = await openRun(settings.outDir, method, validation.rows.length);
  const firstStep = run.optimizer.steps;
  if (firstStep > 0) report({ kind: 'resumed', step: firstStep });
  await train(settings, {
    model,
    run,
    training,
    validation,
    report,
    mayGoOn: () => signal?.aborted !== true && seconds() < settings.maxSeconds,
  });
  return {
    resultDir: resultDirIn(settings.outDir, settings.method),
    trainedParameters: counts.trainedParameters,
    bestStep: run.best.step,
    bestValidationLoss: run.best.loss,
    bestExactMatch: run.best.exactMatch,
    steps: run.optimizer.steps,
    endedEarly: hasEnded(run, settings) && run.optimizer.steps < settings.steps,
    seconds: seconds(),
  };
}

interface Training {
  readonly model: ModelFolder;
  readonly run: Run;
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly report: (event: TuneEvent) => void;
  readonly mayGoOn: () => boolean;
}

/** Makes the run's steps, as long as it may. */
async function train(
  settings: Settings,
  { model, run, training, validation, report, mayGoOn }: Training,
): Promise<void> {
  const { steps, seed, batchSize, accumulation, evaluateEvery, outDir } = settings;
  if (hasEnded(run, settings)) return;
  const { method, optimizer } = run;
  const firstStep = optimizer.steps;
  const started = performance.now();
  const metrics = await openMetricsLog(join(outDir, 'metrics.ndjson'), firstStep);
  const graphs = await buildStep(method.placement, training.instruction.length > 0);
  const needed = graphs.stepBytes(largestBatch(training, batchSize, method));
  report({ kind: 'planned', stepBytes: needed, machineBytes: totalmem() });
  const session = await openSession(graphs.graph, { memoryPattern: false });
  const forward = await openSession(graphs.forward, { memoryPattern: false });
  const watch = new LossWatch(vocabularySizeOf(model));
  // A run in many calls is judged as one that was never stopped.
  for (const { kind, step, loss } of metrics.kept) if (kind === 'step') watch.observe(step, Number(loss));

  const batches = trainingBatches(training, batchSize, seed, firstStep * accumulation);
  while (!hasEnded(run, settings) && mayGoOn()) {
    const stepStarted = performance.now();
    const taken = Array.from({ length: accumulation }, () => batches.next().value as Batch);
    const measured = await trainStep(session, taken, run, settings);
    const step = optimizer.steps;
    const now = performance.now();
    report({
      kind: 'step',
      step,
      steps,
      loss: measured.loss,
      learningRate: measured.learningRate,
      tokensPerS: (1000 * taken.reduce((sum, batch) => sum + tokensOf(batch), 0)) / (now - stepStarted),
      secondsLeft: ((now - started) / 1000 / (step - firstStep)) * (steps - step),
    });
    await metrics.append({ kind: 'step', step, ...measured, seconds: secondsSince(stepStarted) });
    const unmoved = watch.observe(step, measured.loss);
    if (unmoved) report({ kind: 'notLearning', step, ...unmoved });

    if (step % evaluateEvery !== 0 && step !== steps) continue;
    const validationStarted = performance.now();
    const learned = { ...learnedFeeds(method, run.parameters), ...method.feedsAt?.(null) };
    const held = await validate(forward, learned, virtualTokensOf(method), validation);
    report({ kind: 'validation', step, ...held });
    await metrics.append({ kind: 'validation', step, ...held, seconds: secondsSince(validationStarted) });
    await keep(run, held, resultDirIn(outDir, settings.method));
    report({ kind: 'checkpoint', step, path: run.checkpointPath });
  }
  if (!hasEnded(run, settings)) await saveRun(run);
  await session.close();
  await forward.close();
}

/** All steps are made, or so many validations were no better than the best that more are not worth it. */
function hasEnded({ optimizer, best }: Run, { steps, patience, evaluateEvery }: Settings): boolean {
  return optimizer.steps >= steps || (best.step > 0 && optimizer.steps - best.step >= patience * evaluateEvery);
}

/** Time since then, to the millisecond. */
const secondsSince = (startMs: number): number => Math.round(performance.now() - startMs) / 1000;

/** A batch of the longest rows. */
function largestBatch({ instruction, rows }: Dataset, batchSize: number, { virtualTokens }: Method): BatchSizes {
  const count = Math.min(batchSize, rows.length);
  const most = (measure: (row: BatchRow) => number): number =>
    rows.reduce((max, row) => Math.max(max, measure(row)), 0);
  return {
    rows: count,
    sequence: most(({ ids }) => ids.length),
    labels: count * most(({ labels }) => labels.filter((label) => label !== unlabeled).length),
    instruction: instruction.length,
    virtualTokens,
  };
}

const tokensOf = ({ instruction, rows }: Batch): number =>
  instruction.length + rows.reduce((sum, row) => sum + row.ids.length, 0);

/** V, by the output that every decoder in the convention has. */
function vocabularySizeOf({ decoder }: ModelFolder): number {
  const size = decoder.outputs.find(({ name }) => name === 'logits')?.shape?.[2];
  return typeof size === 'number' ? size : Number.POSITIVE_INFINITY;
}

function open(settings: Settings, model: ModelFolder, training: Dataset): Promise<Method> {
  const { method, modelDir, seed } = settings;
  const text = training.rows.slice(0, 'tokens' in method ? method.tokens : 0).flatMap((row) => row.ids);
  return openMethod(method, { model, modelDir, text, seed });
}

async function claim(settings: Settings, model: ModelFolder, training: Dataset, validation: Dataset): Promise<void> {
  const { outDir, method, learningRate, steps, batchSize, accumulation, seed, evaluateEvery, patience } = settings;
  await mkdir(outDir, { recursive: true });
  const deciding = { learningRate, steps, batchSize, accumulation, seed, evaluateEvery, patience: String(patience) };
  const data = { trainingSha256: digestOf(training), validationSha256: digestOf(validation) };
  await claimRunFolder(outDir, { model: model.sha256, method: JSON.stringify(method), ...deciding, ...data });
}

/** Numbers that are learned, and numbers of the model that stay as they are. */
function parameterCounts({ decoder }: ModelFolder, { kind }: MethodSettings, { start }: Method) {
  const trainedParameters = [...start.values()].reduce((sum, values) => sum + values.length, 0);
  return { trainedParameters, frozenParameters: kind === 'full' ? 0 : storedWeights(decoder).parameters };
}
