import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Assessment, Evidence } from '#domain';
import { AppError } from '#errors';
import type { Generator, ThreadChoice } from '#model';
import type { Strategy } from '#prompts';
import { type AssessmentForm, type Batches, type FormFlags, isFile, textOf, writeForm } from './classify-forms.ts';
import type { ClassifySummary } from './classify-summary.ts';
import { type Context, defaultModelDir, withGenerator } from './context.ts';
import { type InputFlags, inputSettingsOf } from './input-options.ts';
import { startProgress } from './progress.ts';
import type { RefusedRecords } from './refused-records.ts';
import {
  type EarlierOutput,
  earlierOutput,
  inputChanged,
  type OutputSettings,
  openResumable,
  progressPathOf,
} from './resumable-output.ts';
import { type AssessedRun, type DistributionFlags, openRunAssessor, type RunAssessor } from './run-assessor.ts';
import type { TargetStream } from './target-stream.ts';
import { type Terminal, write } from './terminal.ts';

/** What `noncoop classify` is asked for. */
export interface ClassifyOptions extends FormFlags, InputFlags, DistributionFlags {
  readonly strategy: Strategy;
  readonly model?: string;
  readonly adapter?: string;
  readonly threads?: number;
  readonly rejected?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** One run of the command with all it needs. */
interface ClassifyRun {
  readonly context: Context;
  readonly options: ClassifyOptions;
  readonly form: AssessmentForm;
  readonly adapterDir: string | null;
  readonly targets: TargetStream;
  readonly refused: RefusedRecords;
  readonly summary: ClassifySummary;
}

/** A run with its model open. */
interface OpenedRun extends ClassifyRun {
  readonly generator: Generator;
  readonly factsSha256: string | null;
}

/** The model at work on a run, or several of them. */
interface Work extends OpenedRun, RunAssessor {}

/**
 * Takes the targets from the reader through the model to the output, batch by batch. The model is opened when the first
 * target is there.
 *
 * @returns the summary, empty when it was not asked for
 */
export async function classifyTargets(run: ClassifyRun): Promise<string> {
  const { context, options, form, adapterDir, targets, refused, summary } = run;
  const { output, quiet, json } = options;
  const { nowMs } = context.terminal;
  const startMs = nowMs();
  const earlier = isFile(output) && options.force !== true ? await earlierOutput(workPathOf(output, form)) : null;
  if (earlier?.checkpoint) targets.input.meter.compareWith(earlier.checkpoint.input);

  let [kept, repeated] = [0, 0];
  const first = await targets.evidences.next();
  if (first.done !== true) {
    const evidences = beginningWith(first.value, targets.evidences);
    const { model: modelDir = defaultModelDir, threads } = options;
    await withGenerator(context, { modelDir, adapterDir, ...(threads && { threads }) }, async (generator) => {
      if (quiet !== true) context.terminal.stderr.write(threadsLine(generator.threads, json === true));
      const opened: OpenedRun = { ...run, generator, factsSha256: await sha256Of(options.facts) };
      const answering = await openRunAssessor(assessedRun(opened));
      try {
        const work: Work = { ...opened, ...answering };
        if (isFile(output)) kept = await classifyToFile(work, output, evidences, earlier);
        else await classifyToStdout(work, evidences);
        await answering.end();
      } finally {
        await answering.close();
      }
      repeated = answering.assessor.repeated;
    });
  } else if (earlier?.checkpoint) throw inputChanged(output!);
  if (quiet === true) return '';
  const seconds = (nowMs() - startMs) / 1000;
  const written = isFile(output) && summary.targets > 0 ? output : null;
  const figures = { kept, repeated, seconds, refused, output: written };
  return json === true ? summary.asJson(figures) : summary.inWords(figures);
}

const assessedRun = (opened: OpenedRun): AssessedRun => ({
  ...opened,
  flags: opened.options,
  strategy: opened.options.strategy,
  output: opened.options.output,
  subject: opened.targets.input.source
    .split(', ')
    .map((path) => basename(path))
    .join(', '),
  settings: settingsOf(opened),
  interrupted: () => interrupted(opened.summary.targets, opened.options.output),
});

async function classifyToStdout(work: Work, evidences: AsyncIterable<Evidence>): Promise<void> {
  const { context, form } = work;
  if (form === 'parquet') return;
  for await (const text of textOf(form, batchesOf(work, evidences), () => provenanceOf(work))) {
    await write(context.terminal.stdout, text);
  }
}

/**
 * The work file is always NDJSON, which can be appended to; other forms are written from it at the end.
 *
 * @returns targets of earlier runs that stand
 */
async function classifyToFile(
  work: Work,
  path: string,
  evidences: AsyncGenerator<Evidence>,
  earlier: EarlierOutput | null,
): Promise<number> {
  const { context, options, form, targets, assessor, summary } = work;
  const { meter } = targets.input;
  const workPath = workPathOf(path, form);
  const output = await openResumable(workPath, {
    settings: settingsOf(work),
    earlier,
    onKept(row) {
      const assessment = row as unknown as Assessment;
      assessor.remember(assessment);
      summary.count(assessment);
    },
  });
  try {
    if (output.kept > 0 && options.quiet !== true)
      context.terminal.stderr.write(`Going on after ${output.kept} targets in ${workPath}.\n`);
    await passOver(evidences, output.kept, path);
    if (meter.isSame() === false) throw inputChanged(path);
    for await (const batch of batchesOf(work, evidences)) {
      if (meter.isSame() === false) throw inputChanged(path);
      await output.append(batch, meter.isSame() === true ? meter.mark() : null);
    }
    if (meter.isSame() !== true) throw inputChanged(path);
    await output.finish(meter.mark());
  } finally {
    await output.close();
  }
  if (workPath !== path) {
    await writeForm(path, form, workPath, () => provenanceOf(work));
    await rm(workPath);
    await rm(progressPathOf(workPath));
  }
  return output.kept;
}

/** Asks the model batch by batch; Ctrl-C ends it after the batch in hand. */
async function* batchesOf(work: Work, evidences: AsyncIterable<Evidence>): Batches {
  const { context, options, targets, assessor, summary, words, note } = work;
  const { terminal } = context;
  const tell = () => {
    const { left, share } = outlookOf(work);
    const total = left === null ? null : summary.targets + left;
    note(summary.targets, total);
    progress.update(summary.targets, words(), { total, share });
  };
  const progress = startProgress(terminal, {
    unit: 'targets',
    total: null,
    alreadyDone: summary.targets,
    alreadyShare: targets.share,
    quiet: options.quiet === true,
    json: options.json === true,
  });
  // Batches that others answer are waited for, and a reader is to see who takes part meanwhile.
  const telling = options.distribute === true ? setInterval(tell, tellEveryMs) : undefined;
  try {
    for await (const batch of assessor.batches(evidences, options.strategy)) {
      yield batch;
      for (const assessment of batch) summary.count(assessment);
      tell();
      if (outlookOf(work).left !== 0) stopWhenAsked(terminal, summary.targets, options.output);
    }
  } finally {
    clearInterval(telling);
    progress.end();
  }
}

/** How often the progress is told while nothing is merged, ms. */
const tellEveryMs = 500;

/** What is left of the targets and how much of the work is done; targets that wait for their answers are not done. */
function outlookOf({ targets, assessor, summary }: Work): Pick<TargetStream, 'left' | 'share'> {
  const { left, share } = targets;
  const doneOfRead = summary.targets / Math.max(1, summary.targets + assessor.held);
  return { left: left === null ? null : left + assessor.held, share: share === null ? null : share * doneOfRead };
}

/**
 * Ends the command where it was asked to stop.
 *
 * @throws AppError `server.interrupted`
 */
export function stopWhenAsked({ signal }: Terminal, done: number, output: string | undefined): void {
  if (signal.aborted) throw interrupted(done, output);
}

function interrupted(done: number, output: string | undefined): AppError {
  const hint = isFile(output)
    ? 'the same command goes on from here'
    : 'with -o FILE the same command would go on from here';
  return new AppError('server.interrupted', `Stopped after ${done} targets.`, { hint });
}

/** Where the finished batches lie until the whole output is there. */
const workPathOf = (path: string, form: AssessmentForm): string =>
  form === 'ndjson' ? path : `${path}.partial.ndjson`;

/** Every file that an output leaves behind, for a while or for good. */
export function filesOfOutput(path: string, form: AssessmentForm): readonly string[] {
  const workPath = workPathOf(path, form);
  const files = [...new Set([path, workPath, progressPathOf(workPath)])];
  return files.flatMap((file) => [file, `${file}.draft`]);
}

/** Everything the assessments depend on but the input, which is compared as it is read. */
function settingsOf({ generator, targets, options, factsSha256 }: OpenedRun): OutputSettings {
  return {
    source: targets.input.source,
    listingSha256: targets.input.listingSha256,
    ...inputSettingsOf(options),
    factsSha256,
    strategy: options.strategy,
    model: generator.model.name,
    modelSha256: generator.model.sha256,
    adapter: generator.adapter?.name ?? null,
    adapterSha256: generator.adapter?.sha256 ?? null,
  };
}

/** What a finished document tells of its making. */
function provenanceOf(work: Work): Readonly<Record<string, unknown>> {
  const { source, ...rest } = settingsOf(work);
  return { source, logSha256: work.targets.input.sha256(), ...rest, rejected: work.refused.count };
}

const sha256Of = async (path: string | undefined): Promise<string | null> =>
  path === undefined
    ? null
    : createHash('sha256')
        .update(await readFile(path))
        .digest('hex');

/** What was chosen, and what it was chosen by; a line of JSON for programs. */
function threadsLine(choice: ThreadChoice | undefined, isJson: boolean): string {
  if (choice === undefined || choice.how === 'asked') return '';
  if (isJson) return `${JSON.stringify({ kind: 'threads', ...choice })}\n`;
  const rates = Object.entries(choice.tokensPerS).map(([count, rate]) => `${count}: ${rate}`);
  const why =
    rates.length === 0 ? 'all cores' : `tokens a second by sessions x threads, ${choice.how}: ${rates.join(', ')}`;
  const sessions = choice.sessions === 1 ? 'one session' : `${choice.sessions} sessions`;
  const threads = choice.threads === 1 ? 'one thread' : `${choice.threads} threads`;
  return `Runs in ${sessions} of ${threads} (${why}).\n`;
}

/** Leaves out the targets that were classified in earlier runs. */
async function passOver(evidences: AsyncGenerator<Evidence>, count: number, path: string): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { done } = await evidences.next();
    if (done === true) throw inputChanged(path);
  }
}

async function* beginningWith<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T, void, undefined> {
  yield first;
  yield* rest;
}
