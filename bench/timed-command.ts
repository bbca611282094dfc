import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { progressPathOf } from '../server/cli/resumable-output.ts';

const root = path.join(import.meta.dirname, '..');

/** A run of `noncoop classify`, timed from the moment its model is open. */
export interface TimedRun {
  readonly targets: number;
  readonly seconds: number;
}

/** A process of the program that goes on until it is ended. */
export interface RunningProgram {
  end(): Promise<void>;
}

/** Environment beyond that of this process. */
export type Environment = Readonly<Record<string, string>>;

/** How often the note beside the output is looked at, ms. */
const lookEveryMs = 10;

const start = (args: readonly string[], environment: Environment) =>
  spawn(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

/**
 * Classifies files into a new output. The note beside it appears when the model is open, and its last line says how many
 * targets are written: the time between the two counts, that of starting and ending a process does not.
 */
export async function timeClassify(
  args: readonly string[],
  output: string,
  environment: Environment,
): Promise<TimedRun> {
  const child = start(['classify', ...args, '-o', output], environment);
  const told: string[] = [];
  child.stderr.on('data', (text) => told.push(String(text)));
  const ended = once(child, 'exit');
  let startMs: number | undefined;
  for (;;) {
    const lines = (await readFile(progressPathOf(output), 'utf8').catch(() => '')).trimEnd().split('\n');
    if (lines[0] !== '') startMs ??= performance.now();
    const last = lines.length > 1 ? JSON.parse(lines.at(-1) as string) : {};
    if (startMs !== undefined && last.kind === 'end') {
      const seconds = (performance.now() - startMs) / 1000;
      await ended;
      return { targets: last.rows, seconds };
    }
    if (child.exitCode !== null)
      throw new Error(`expected a whole output, got the end of the command:\n${told.join('')}`);
    await wait(lookEveryMs);
  }
}

/** Writes a log of simulated targets. */
export async function simulate(count: number, seed: number, output: string): Promise<void> {
  const [exitCode] = await once(
    start(['simulate', '--count', String(count), '--seed', String(seed), '-o', output, '--quiet'], {}),
    'exit',
  );
  if (exitCode !== 0) throw new Error(`expected a log, got exit code ${exitCode}`);
}

/** Starts a worker and waits until it works jobs. */
export async function startWorker(args: readonly string[], environment: Environment): Promise<RunningProgram> {
  const child = start(['worker', ...args], environment);
  await once(child.stderr, 'data');
  child.stderr.resume();
  return {
    async end() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
