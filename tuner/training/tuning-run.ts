import { join } from 'node:path';
import { createRandom } from '#domain';
import { type Feeds, float32Tensor, type Session } from '#model';
import type { Method } from '../methods/method.ts';
import { AdamW, clipGradients } from '../optim/adamw.ts';
import type { Tensors } from '../optim/optimizer.ts';
import { linearDecay } from '../optim/schedules.ts';
import { type Batch, batchFeeds, type VirtualTokens } from './batch.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { joined, type MeanGradients, meanGradients } from './mean-gradients.ts';
import { requireFinite } from './require-finite.ts';
import type { Validation } from './validate.ts';

const maxGradientNorm = 1;

/** A run on its way: what is learned, how it is being changed, and the best it has been so far. */
export interface Run {
  readonly method: Method;
  readonly outDir: string;
  readonly parameters: Tensors;
  readonly optimizer: AdamW;
  readonly checkpointPath: string;
  best: Validation & { readonly step: number };
}

export interface StepSettings {
  readonly steps: number;
  /** Peak of a straight decay to zero. */
  readonly learningRate: number;
  readonly seed: number;
}

/** Where a run leaves its best adapter, or model if all of it is learned. */
export const resultDirIn = (outDir: string, { kind }: { readonly kind: string }): string =>
  join(outDir, kind === 'full' ? 'model' : 'adapter');

/** The run as its checkpoint left it, or at its start. */
export async function openRun(outDir: string, method: Method, validationCount: number): Promise<Run> {
  const parameters = new Map([...method.start].map(([name, values]) => [name, Float32Array.from(values)]));
  const optimizer = new AdamW(parameters);
  const checkpointPath = join(outDir, 'checkpoint.safetensors');
  const saved = (await loadCheckpoint(checkpointPath, { parameters, optimizer }))?.get('best');
  const [step = 0, loss = Number.POSITIVE_INFINITY, share = -1] = saved ?? [];
  // A share of so many examples, which float32 rounded.
  const exactMatch = Math.round(share * validationCount) / validationCount;
  return { method, outDir, parameters, optimizer, checkpointPath, best: { step, loss, exactMatch } };
}

/** Virtual tokens of a method, as batches are told of them. */
export const virtualTokensOf = ({ virtualTokens, placement }: Method): VirtualTokens => ({
  count: virtualTokens,
  areRun: placement.opening !== undefined,
});

/** What is learned, as inputs of a step graph. */
export function learnedFeeds({ dims }: Method, parameters: Tensors): Feeds {
  return Object.fromEntries(
    [...parameters].map(([name, values]) => [name, float32Tensor(values, dims.get(name) ?? [])]),
  );
}

/** One step on a batch, or on several that count as one; changes what is learned. */
export async function trainStep(session: Session, batches: readonly Batch[], run: Run, settings: StepSettings) {
  const { method, parameters, optimizer } = run;
  const random = createRandom(settings.seed).fork(`step ${optimizer.steps}`);
  const learned = learnedFeeds(method, parameters);
  let sum: MeanGradients | undefined;
  for (const batch of batches) {
    const feeds = { ...batchFeeds(batch, virtualTokensOf(method)), ...learned, ...method.feedsAt?.(random) };
    sum = joined(sum, meanGradients(await session.run(feeds), [...parameters.keys()]));
  }
  const { loss, gradients } = sum as MeanGradients;
  const gradientNorm = clipGradients(gradients, maxGradientNorm);
  requireFinite(optimizer.steps + 1, loss, gradientNorm);
  const learningRate = settings.learningRate * linearDecay(optimizer.steps, settings.steps);
  optimizer.update(parameters, gradients, learningRate);
  return { loss, gradientNorm, learningRate };
}

/** Writes what is learned if it is the best so far, then the checkpoint; a kill in between repeats both. */
export async function keep(run: Run, measured: Validation, resultDir: string): Promise<void> {
  const { method, parameters, optimizer } = run;
  if (isBetter(measured, run.best)) {
    run.best = { ...measured, step: optimizer.steps };
    await method.write(resultDir, parameters);
  }
  await saveRun(run);
}

/** Writes the checkpoint that the run goes on from. */
export async function saveRun({ parameters, optimizer, checkpointPath, best: { step, loss, exactMatch } }: Run) {
  const best = new Map([['best', Float32Array.of(step, loss, exactMatch)]]);
  await saveCheckpoint(checkpointPath, { parameters, optimizer }, best);
}

/** More examples answered to the letter, or as many at a lower loss. */
function isBetter(a: Validation, b: Validation): boolean {
  return a.exactMatch > b.exactMatch || (a.exactMatch === b.exactMatch && a.loss < b.loss);
}
