import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** `noncoop` as a process of its own. */
export interface ProgramProcess {
  readonly pid: number;
  /** What it told on standard error when it was ready. */
  readonly ready: string;
  /** Everything it has told there so far, a line each. */
  readonly told: readonly string[];
  /** Its exit code once it has ended; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** Ends it and waits for its end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const realProgram = path.join(import.meta.dirname, '../cli/main.ts');

/**
 * Starts the program and waits until it tells that it is ready.
 *
 * @param isReady  the line to wait for
 * @param environment  added to that of this process
 * @param program  what runs in its place, such as one with fakes
 */
export async function startProgram(
  args: readonly string[],
  isReady: RegExp,
  environment: Readonly<Record<string, string>>,
  program: string = realProgram,
): Promise<ProgramProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close').then(([exitCode]): number | null => exitCode);
  const told: string[] = [];
  const ready = await readyLine(child, isReady, told);
  return {
    pid: child.pid!,
    ready,
    told,
    ended,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** The first line that matches; the rest is read too, so that the pipe never fills. */
function readyLine(child: ChildProcess, isReady: RegExp, told: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      told.push(line);
      if (isReady.test(line)) resolve(line);
    });
    child.once('exit', () => reject(new Error(`expected ${isReady}, got the end of the process:\n${told.join('\n')}`)));
  });
}
