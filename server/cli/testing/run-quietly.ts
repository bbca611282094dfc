import { Readable, Writable } from 'node:stream';
import type { Services } from '../context.ts';
import { runProgram } from '../program.ts';
import { fakeServices } from './fake-services.ts';

/** What a command left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly services?: Services;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
}

/** Runs one command line in this process, with fakes and with its streams caught. */
export async function runQuietly(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { services = fakeServices(), stdin = '', signal = new AbortController().signal } = options;
  const [stdout, stderr] = [catcher(), catcher()];
  const terminal = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal,
    nowMs: () => performance.now(),
  };
  const exitCode = await runProgram(args, terminal, services);
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream that keeps what is written to it. */
export function catcher() {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}
