import { AppError } from '#errors';
import type { Example } from '#prompts';
import type { MethodKind } from '#tuner';
import { type ComparisonRow, emptyRow } from './comparison-report.ts';
import type { Context } from './context.ts';
import { exitCodes, toAppError } from './exit-codes.ts';
import type { Ending } from './own-process.ts';
import { readTuneReport, type TuneReport } from './tune-report.ts';

/** One tuning run of a comparison. */
export interface Contestant {
  readonly method: MethodKind;
  readonly runDir: string;
  /** Options of `noncoop tune` beside method and run folder. */
  readonly options: readonly string[];
  /** Numbers of the model that can be learned. */
  readonly modelParameters: number;
  /** Held-out examples. */
  readonly n: number;
  /** Whether its progress is kept from the terminal. */
  readonly quiet: boolean;
}

/** The error of a process is looked for in so much of the end of what it wrote, characters. */
const tailChars = 4096;

/**
 * Tunes by one method, in a process of its own.
 *
 * @throws AppError `server.interrupted` when it was stopped because this process was told to stop
 */
export async function tunedRow(
  { terminal: { signal, stderr }, services }: Context,
  contestant: Contestant,
): Promise<ComparisonRow> {
  const { method, runDir, options, quiet } = contestant;
  let tail = '';
  const onStderr = (text: string): void => {
    tail = (tail + text).slice(-tailChars);
    if (!quiet) stderr.write(text);
  };
  const args = ['tune', '--method', method, '--out', runDir, ...options];
  const ending = await services.runAlone(args, { signal, onStderr });
  if (ending.exitCode === exitCodes.done) {
    const report = await readTuneReport(runDir);
    if (report !== null) return { ...emptyRow, method, ...(await measuresOf(report, contestant)) };
  }
  if (signal.aborted) {
    throw new AppError('server.interrupted', `Stopped within ${method}.`, {
      hint: 'the same command goes on from the last checkpoint; finished methods are not run again',
    });
  }
  return { ...emptyRow, method, failure: failureOf(ending, tail) };
}

/** The model as it is, measured as the runs measure what they learn. */
export async function baseRow(
  { services }: Context,
  modelDir: string,
  heldOut: readonly Example[],
): Promise<ComparisonRow> {
  const row = { ...emptyRow, method: 'base', trainedParameters: 0, trainedShare: 0 } as const;
  try {
    const { loss, exactMatch } = await services.measureModel(modelDir, heldOut);
    return { ...row, validationLoss: loss, exactMatch: await shareOf(exactMatch, heldOut.length) };
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    return { ...row, failure: `${code}: ${message}` };
  }
}

async function measuresOf(
  report: TuneReport,
  { method, modelParameters, n }: Contestant,
): Promise<Partial<ComparisonRow>> {
  const { trainedParameters, peakMemoryBytes, seconds, secondsPerStep, steps } = report;
  const added = method === 'full' ? 0 : trainedParameters;
  const costs = {
    trainedParameters,
    trainedShare: trainedParameters / (modelParameters + added),
    peakMemoryBytes,
    seconds,
    secondsPerStep,
    steps,
  };
  const { bestStep, bestValidationLoss: validationLoss, bestExactMatch, resultDir } = report;
  if (bestStep === 0) return costs;
  return { ...costs, validationLoss, exactMatch: await shareOf(bestExactMatch, n), bestStep, resultDir };
}

async function shareOf(share: number, n: number) {
  const { wilsonInterval } = await import('#tuner');
  return wilsonInterval(Math.round(share * n), n);
}

/** Why a process left no result: the error it told, else how it ended. */
function failureOf({ exitCode, killedBy }: Ending, tail: string): string {
  const told = tail.match(/^[a-z]+\.[a-z_]+: .+$/gm)?.at(-1);
  if (told !== undefined) return told;
  if (killedBy === 'SIGKILL') return 'ended by SIGKILL, as happens when memory runs out';
  return killedBy === null ? `ended with exit code ${exitCode}` : `ended by ${killedBy}`;
}
