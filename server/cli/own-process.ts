import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const program = resolve(import.meta.dirname, 'noncoop.mjs');

/** How a process ended: by itself, or by a signal. */
export interface Ending {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
}

interface Listening {
  /** Tells the process to stop when it is aborted. */
  readonly signal: AbortSignal;
  /** Hears what it writes to standard error. */
  readonly onStderr: (text: string) => void;
}

/**
 * Runs a command line of this program in a process of its own, so that its memory can be told from ours. It stands apart
 * from the terminal: Ctrl-C reaches this process alone, which passes it on. When this process is killed, the other ends with
 * the next line it writes.
 */
export function runAlone(args: readonly string[], { signal, onStderr }: Listening): Promise<Ending> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    child.stderr.setEncoding('utf8').on('data', onStderr);
    child.on('error', fail);
    child.on('close', (exitCode, killedBy) => {
      signal.removeEventListener('abort', stop);
      done({ exitCode, killedBy });
    });
  });
}
