import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AppError } from '#errors';
import { adapterFacts } from '#model';
import type { TuneEvent, TuneResult } from '#tuner';
import { writeWhole } from '../files/durable-file.ts';
import type { NewJob } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import { placeOfData } from '../tuning/data-place.ts';
import { exampleCounts, type ReviewedExamples } from '../tuning/run-examples.ts';
import { type TuningFolder, tuningFolder } from '../tuning/tuning-folder.ts';
import { fewestLabels, type TuningSettings } from '../tuning/tuning-settings.ts';
import type { JobKind, Piece } from './job-kind.ts';
import { reviewedExamples } from './reviewed-examples.ts';
import { tuneInThread } from './tuning-thread.ts';

/** What the work needs. */
export interface TuningDeps {
  readonly store: Store;
  /** Folder of the console's data; runs lie in `tuning/` below it. */
  readonly dataDir: string;
  /** Folder of the model that is tuned: the one that answers. */
  readonly modelDir: string;
}

/** The run that is to be queued. */
export const tuningOf = (settings: TuningSettings, startedBy: string | null): NewJob => ({
  kind: 'tuning',
  subject: settings.name,
  settings,
  unit: 'step',
  logId: null,
  stepsTotal: settings.steps,
  startedBy,
});

/**
 * Tunes an adapter; the only part of the job goes on from the checkpoint that the piece before left, so a kill costs no
 * more than a piece, and what comes of it is what an undisturbed run would have left. Opening the model and the examples
 * again costs about a second a piece.
 *
 * It is worked where its folder lies: in the data folder of the process that began it, and of those that share that.
 */
export function tuningKind({ store, dataDir, modelDir }: TuningDeps): JobKind<TuningSettings, object> {
  const folderOf = ({ folder }: TuningSettings) => tuningFolder(dataDir, folder);
  return {
    name: 'tuning',
    place: 'console',
    async isAtHand({ id }) {
      const progress = (await store.tuning.find(id))?.progress ?? null;
      return store.isEmbedded || progress === null || progress.place === (await placeOfData(dataDir));
    },
    async begin(job) {
      const { settings } = job;
      const { usable, leftOut } = await keepReviewed(store, settings, folderOf(settings));
      if (settings.source !== 'simulated' && usable.length < fewestLabels) throw tooFewLabels(usable.length);
      const counts = exampleCounts(settings, { usable: usable.length, leftOut });
      const place = await placeOfData(dataDir);
      await store.tuning.begin(job.id, { name: settings.folder, place }, counts);
      return { parts: [{}], stepsTotal: settings.steps, stepsDone: job.stepsDone };
    },
    async work({ id, settings }, part, piece) {
      const folder = folderOf(settings);
      if (!existsSync(folder.reviewedPath)) throw folderMissing(id, folder);
      const result = await tunePiece({ modelDir, folder, settings }, piece);
      if (result === null) return part;
      await tellProgress(store, id, folder, result);
      const isOver = result.endedEarly || result.steps >= settings.steps;
      await piece.tell(null, result.steps);
      return isOver ? null : part;
    },
    async finish({ id, stepsDone }) {
      return { result: { href: `/tuning/${id}` }, stepsDone };
    },
  };
}

/** The reviews as they were when the run first began: what is signed later changes nothing of it. */
async function keepReviewed(store: Store, settings: TuningSettings, folder: TuningFolder): Promise<ReviewedExamples> {
  if (!existsSync(folder.reviewedPath)) {
    const none: ReviewedExamples = { usable: [], leftOut: 0 };
    const found = settings.source === 'simulated' ? none : await reviewedExamples(store, settings.strategy);
    await writeWhole(folder.reviewedPath, JSON.stringify(found));
  }
  return JSON.parse(await readFile(folder.reviewedPath, 'utf8')) as ReviewedExamples;
}

/** Tunes until the run is over or the piece must stop, and tells how far it is. */
async function tunePiece(task: Parameters<typeof tuneInThread>[0], piece: Piece): Promise<TuneResult | null> {
  let telling: Promise<void> = Promise.resolve();
  const thread = tuneInThread(task, (event) => {
    const line = lineOf(event);
    const steps = event.kind === 'step' ? event.step : undefined;
    if (line !== null || steps !== undefined) telling = telling.then(() => piece.tell(line, steps));
    // Time is looked at after a step only, so that each piece makes one at least.
    if (event.kind === 'step' && piece.mustStop) thread.stop();
  });
  const stop = () => thread.stop();
  if (piece.signal.aborted) stop();
  piece.signal.addEventListener('abort', stop);
  try {
    const result = await thread.result;
    await telling;
    return result;
  } finally {
    telling.catch(() => {});
    piece.signal.removeEventListener('abort', stop);
  }
}

/** What the log of the job says of an event; null for nothing. */
function lineOf(event: TuneEvent): string | null {
  switch (event.kind) {
    case 'validation':
      return `Step ${event.step}: validation loss ${event.loss.toFixed(4)}, ${(100 * event.exactMatch).toFixed(1)} % answered to the letter`;
    case 'notLearning':
      return `The loss has hardly moved: ${event.start.toFixed(3)} at the start, ${event.now.toFixed(3)} at step ${event.step}. A higher learning rate, a start from text or more examples may help.`;
    case 'planned':
      return event.stepBytes < event.machineBytes
        ? null
        : `A step takes about ${(event.stepBytes / 1e9).toPrecision(2)} GB and this machine has ${(event.machineBytes / 1e9).toPrecision(2)} GB. Smaller batches with as many more joined to a step learn the same.`;
    default:
      return null;
  }
}

/** Keeps what lists and comparisons say of a run. */
async function tellProgress(store: Store, jobId: number, folder: TuningFolder, result: TuneResult): Promise<void> {
  const digests = JSON.parse(await readFile(folder.settingsPath, 'utf8')) as Record<string, unknown>;
  const { bestStep: step, bestValidationLoss: loss, bestExactMatch: exactMatch } = result;
  await store.tuning.tell(jobId, {
    validationSha256: String(digests.validationSha256),
    modelSha256: String(digests.model),
    trainedParameters: result.trainedParameters,
    best: step === 0 ? null : { step, loss, exactMatch, sha256: (await adapterFacts(folder.adapterDir)).sha256 },
    endedEarly: result.endedEarly,
  });
}

const tooFewLabels = (usable: number): AppError =>
  new AppError(
    'server.too_few_labels',
    `Expected at least ${fewestLabels} reviewed targets whose labels can be learned, got ${usable}.`,
    { hint: 'review more answers, or learn from simulated examples too' },
  );

const folderMissing = (jobId: number, { dir }: TuningFolder): AppError =>
  new AppError('server.tuning_folder_missing', `Expected the folder of tuning run ${jobId} at ${dir}, got nothing.`, {
    hint: 'put the folder back, or try again to begin the run anew',
  });
