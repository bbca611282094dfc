import { join } from 'node:path';
import { cacheShape, float32Tensor, type ModelFolder, type Session, writePrefixAdapter } from '#model';
import { AdamW, clipGradients, type Tensors } from '../optim/adamw.ts';
import { linearDecay } from '../optim/schedules.ts';
import { type Batch, batchFeeds } from './batch.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { requireFinite } from './require-finite.ts';
import { gradientName } from './step-graph.ts';
import type { Validation } from './validate.ts';

const maxGradientNorm = 1;

/** A run on its way: the prefix, how it is being changed, and the best one so far. */
export interface Run {
  readonly outDir: string;
  readonly prefix: Float32Array; // [P, 2 * L * G * D]
  /** The prefix under its name in the step graph: all that is trained. */
  readonly parameters: Tensors;
  readonly optimizer: AdamW;
  readonly checkpointPath: string;
  best: Validation & { readonly step: number };
}

/** Where a run leaves its best prefix. */
export const adapterDirIn = (outDir: string): string => join(outDir, 'adapter');

/** The run as its checkpoint left it, or at its start. */
export async function openRun(outDir: string, prefix: Float32Array, validationCount: number): Promise<Run> {
  const parameters = new Map([['prefix', prefix]]);
  const optimizer = new AdamW(parameters);
  const checkpointPath = join(outDir, 'checkpoint.safetensors');
  const saved = (await loadCheckpoint(checkpointPath, { parameters, optimizer }))?.get('best');
  const [step = 0, loss = Number.POSITIVE_INFINITY, share = -1] = saved ?? [];
  // A share of so many examples, which float32 rounded.
  const exactMatch = Math.round(share * validationCount) / validationCount;
  return { outDir, prefix, parameters, optimizer, checkpointPath, best: { step, loss, exactMatch } };
}

/** One step on one batch; changes the prefix. */
export async function trainStep(
  session: Session,
  batch: Batch,
  { prefix, parameters, optimizer }: Run,
  settings: { readonly prefixTokens: number; readonly steps: number; readonly learningRate: number },
) {
  const { prefixTokens, steps } = settings;
  const columns = prefix.length / prefixTokens;
  const results = await session.run({
    ...batchFeeds(batch, prefixTokens),
    prefix: float32Tensor(prefix, [prefixTokens, columns]),
  });
  const loss = Number(results.loss?.data[0]);
  const gradients = new Map([['prefix', results[gradientName('prefix')]?.data as Float32Array]]);
  const gradientNorm = clipGradients(gradients, maxGradientNorm);
  requireFinite(optimizer.steps + 1, loss, gradientNorm);
  const learningRate = settings.learningRate * linearDecay(optimizer.steps, steps);
  optimizer.update(parameters, gradients, learningRate);
  return { loss, gradientNorm, learningRate };
}

/** Writes the adapter if it is the best so far, then the checkpoint; a kill in between repeats both. */
export async function keep(run: Run, measured: Validation, model: ModelFolder): Promise<void> {
  const { prefix, parameters, optimizer, checkpointPath } = run;
  if (isBetter(measured, run.best)) {
    run.best = { ...measured, step: optimizer.steps };
    const shape = cacheShape(model.decoder);
    await writePrefixAdapter(adapterDirIn(run.outDir), { values: prefix, shape, baseModel: model.name });
  }
  const { step, loss, exactMatch } = run.best;
  const best = new Map([['best', Float32Array.of(step, loss, exactMatch)]]);
  await saveCheckpoint(checkpointPath, { parameters, optimizer }, best);
}

/** More examples answered to the letter, or as many at a lower loss. */
function isBetter(a: Validation, b: Validation): boolean {
  return a.exactMatch > b.exactMatch || (a.exactMatch === b.exactMatch && a.loss < b.loss);
}
