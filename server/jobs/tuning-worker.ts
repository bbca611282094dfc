import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '#errors';
import { runTuning, type TuneResult } from '#tuner';
import { writeWhole } from '../files/durable-file.ts';
import { makeRunExamples, type ReviewedExamples, type RunExamples } from '../tuning/run-examples.ts';
import type { FromTuner, TuningTask } from './tuning-messages.ts';

/**
 * The thread that a piece of a tuning job runs in: makes the examples where that was not done, then tunes until it is told
 * to stop by any message, and ends by itself.
 */
const { modelDir, folder, settings } = workerData as TuningTask;
const stopping = new AbortController();
const tell = (message: FromTuner): void => parentPort?.postMessage(message);

/** The examples of the run; what is made of them is kept, since thousands of flights take seconds. */
async function runExamples(): Promise<RunExamples> {
  if (existsSync(folder.examplesPath)) return JSON.parse(await readFile(folder.examplesPath, 'utf8')) as RunExamples;
  const { usable } = JSON.parse(await readFile(folder.reviewedPath, 'utf8')) as ReviewedExamples;
  const examples = await makeRunExamples(settings, usable, async () => {
    await turnOfEventLoop();
    stopping.signal.throwIfAborted();
  });
  await writeWhole(folder.examplesPath, JSON.stringify(examples));
  return examples;
}

async function tune(): Promise<TuneResult | null> {
  const examples = await runExamples().catch((error: unknown) => {
    if (stopping.signal.aborted) return null;
    throw error;
  });
  if (examples === null) return null;
  const { method, learningRate, steps, batch, accumulate, seed, patience, evaluateEvery } = settings;
  return runTuning(
    {
      modelDir,
      outDir: folder.dir,
      method,
      examples: examples.training,
      validation: examples.validation,
      learningRate,
      steps,
      batchSize: batch,
      accumulation: accumulate,
      seed,
      evaluateEvery,
      ...(patience === null ? {} : { patience }),
    },
    (event) => tell({ kind: 'event', event }),
    stopping.signal,
  );
}

parentPort?.once('message', () => stopping.abort());
try {
  tell({ kind: 'ended', result: await tune() });
} catch (error) {
  const isOurs = error instanceof AppError;
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'failed', code: isOurs ? error.code : null, message, hint: isOurs ? error.hint : undefined });
}
parentPort?.close();
