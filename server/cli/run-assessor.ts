import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { AppError } from '#errors';
import type { Generator } from '#model';
import type { Strategy } from '#prompts';
import { createAheadAssessor } from '../assess/ahead-assessor.ts';
import { type Assessor, createAssessor } from '../assess/assessor.ts';
import { askModel } from '../assess/question.ts';
import { readSettings } from '../config.ts';
import { type Context, packageRoot } from './context.ts';
import type { OutputSettings } from './resumable-output.ts';

/** Whether a run is shared with other machines, and how. */
export interface DistributionFlags {
  readonly distribute?: boolean;
  readonly workersOnly?: boolean;
}

/** Who answers a run: the model in this process, or that and workers. */
export interface RunAssessor {
  readonly assessor: Assessor;
  /** A few words for the progress: how many workers there are. */
  words(): string;
  /** Says how far the run is. */
  note(done: number, total: number | null): void;
  /** Ends the run once its output is whole. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** What a run is answered for. */
export interface AssessedRun {
  readonly context: Context;
  readonly generator: Generator;
  readonly flags: DistributionFlags & { readonly quiet?: boolean };
  readonly strategy: Strategy;
  readonly output: string | undefined;
  /** What the run works on, in words. */
  readonly subject: string;
  readonly settings: OutputSettings;
  /** The error of a run that is told to stop. */
  interrupted(): AppError;
}

/**
 * Holds a distributed run to what it needs, before anything is read.
 *
 * @throws AppError `server.usage`
 */
export function requireDistributable(flags: DistributionFlags & { readonly output?: string }): void {
  if (flags.workersOnly === true && flags.distribute !== true)
    throw new AppError('server.usage', 'Expected --workers-only with --distribute, got it alone.');
  if (flags.distribute !== true) return;
  if (flags.output === undefined || flags.output === '-') {
    throw new AppError('server.usage', 'Expected a file for a distributed run, got standard output.', {
      hint: 'name one with -o FILE; the run goes on by it after a stop',
    });
  }
  if (readSettings(process.env, packageRoot).databaseUrl !== undefined) return;
  throw new AppError('server.usage', 'Expected DATABASE_URL to name the PostgreSQL that workers share, got none.', {
    hint: 'DATABASE_URL=postgres://USER:PASSWORD@HOST/DATABASE noncoop classify ... --distribute, and the same for every noncoop worker',
  });
}

/** Opens what answers a run. */
export function openRunAssessor(run: AssessedRun): Promise<RunAssessor> {
  return run.flags.distribute === true ? openDistributed(run) : Promise.resolve(ownAssessor(run));
}

const ownAssessor = ({ generator }: AssessedRun): RunAssessor => ({
  assessor: createAssessor(generator),
  words: () => '',
  note() {},
  async end() {},
  async close() {},
});

async function openDistributed(run: AssessedRun): Promise<RunAssessor> {
  const { context, generator, flags, strategy, output = '', subject, settings, interrupted } = run;
  const { signal, stderr } = context.terminal;
  const { model, adapter } = generator;
  const { distribution, close } = await context.services.distribute({
    subject,
    settings: { strategy, model, adapter, run: runOf(output, settings) },
    signal,
    interrupted,
    tell(line) {
      if (flags.quiet !== true) stderr.write(`${line}\n`);
    },
    answerer:
      flags.workersOnly === true
        ? null
        : { identify: async () => ({ model, adapter }), answer: (...asked) => askModel(generator, ...asked) },
  });
  return {
    assessor: createAheadAssessor(generator, distribution),
    words() {
      const count = distribution.workersSeen;
      return count === 0 ? 'no worker yet' : `${count} ${count === 1 ? 'worker' : 'workers'}`;
    },
    note: (done, total) => distribution.note(done, total),
    end: () => distribution.end(),
    close,
  };
}

/** Names a run: the same command on the same machine goes on with the same job. */
const runOf = (output: string, settings: OutputSettings): string =>
  createHash('sha256')
    .update(JSON.stringify([hostname(), resolve(output), settings]))
    .digest('hex');
