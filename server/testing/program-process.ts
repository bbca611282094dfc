import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** `noncoop` as a process of its own. */
export interface ProgramProcess {
  /** What it told on standard error when it was ready. */
  readonly ready: string;
  /** Ends it and waits for its end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const program = path.join(import.meta.dirname, '../cli/main.ts');

/**
 * Starts the program and waits until it tells that it is ready.
 *
 * @param isReady  the line to wait for
 * @param environment  added to that of this process
 */
export async function startProgram(
  args: readonly string[],
  isReady: RegExp,
  environment: Readonly<Record<string, string>>,
): Promise<ProgramProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  const ready = await readyLine(child, isReady);
  return {
    ready,
    async end(signal) {
      child.kill(signal);
      await closed;
    },
  };
}

/** The first line that matches; the rest is read and thrown away, so that the pipe never fills. */
function readyLine(child: ChildProcess, isReady: RegExp): Promise<string> {
  const told: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      told.push(line);
      if (isReady.test(line)) resolve(line);
    });
    child.once('exit', () => reject(new Error(`expected ${isReady}, got the end of the process:\n${told.join('\n')}`)));
  });
}
