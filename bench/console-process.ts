import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A console that runs in a process of its own. */
export interface ConsoleProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** One reader asks as fast as many do. */
const manyRequests = '1000000';

const root = path.join(import.meta.dirname, '..');

/** Starts the console of a data folder on a free port. */
export async function startConsoleProcess(dataDir: string): Promise<ConsoleProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/cli/main.ts', 'serve'], {
    cwd: root,
    env: {
      ...process.env,
      NONCOOP_DATA_DIR: dataDir,
      NONCOOP_PORT: '0',
      DATABASE_URL: '',
      NONCOOP_REQUESTS_PER_MIN: manyRequests,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /noncoop is at (\S+)\//.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return {
      url,
      async stop() {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'exit');
      },
    };
  }
  throw new Error('expected the console to tell its address, but it ended');
}

const agent = new Agent({ keepAlive: true });

/**
 * Milliseconds from the request to the first byte of the body.
 *
 * @param isReadWhole  whether the rest is read too, before it is over
 */
export function timeFirstByte(
  url: string,
  mediaType: string,
  isReadWhole: boolean,
): Promise<{ readonly ms: number; readonly status: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const request = get(url, { agent, headers: { accept: mediaType } }, (response) => {
      let ms = Number.NaN;
      response.once('data', () => {
        ms = performance.now() - started;
        if (!isReadWhole) response.destroy();
      });
      response.once('end', () => {
        if (Number.isNaN(ms)) ms = performance.now() - started;
      });
      response.once('close', () => resolve({ ms, status: response.statusCode ?? 0 }));
    });
    request.once('error', reject);
  });
}
