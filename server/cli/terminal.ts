import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The streams a command talks to; tests pass their own. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Aborted by the first Ctrl-C: finish what is in hand, keep it, and stop. */
  readonly signal: AbortSignal;
  /** Monotonic clock, ms. */
  readonly nowMs: () => number;
}

/** Writes a text and waits while the reader is slower than we are. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

/**
 * The terminal of this process. A closed pipe (`| head`) ends the program quietly; the first Ctrl-C aborts
 * {@link Terminal.signal}, the second ends the process at once with exit code 130.
 */
export function processTerminal(): Terminal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nStopping after the work in hand; press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr, signal: controller.signal, nowMs: () => performance.now() };
}
