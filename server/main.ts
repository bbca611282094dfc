import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { AppError } from '#errors';
import { requireAccounts } from './accounts/require-accounts.ts';
import { createApp } from './app.ts';
import { readSettings, type Settings } from './config.ts';
import { createConsoleServer } from './http/console-server.ts';
import { createClassifyQueue } from './jobs/classify-queue.ts';
import { importSamples } from './jobs/import-samples.ts';
import { localAssessor } from './jobs/local-assessor.ts';
import { openLogFiles } from './jobs/log-files.ts';
import { readEvaluationReport } from './pages/evaluation-report.ts';
import { openStore } from './store/open-store.ts';

const root = path.join(import.meta.dirname, '..');
const now = () => new Date();
const tell = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * Serves the console until the signal is aborted. The port is taken first, so that a second console stops
 * before it touches the data; then the store is opened, the sample logs are taken in, and the queue goes to work.
 *
 * @throws AppError `server.port_taken`, `server.data_dir_in_use`, `server.accounts_needed` or
 *   `server.bad_setting`
 */
export async function startServer(signal: AbortSignal): Promise<void> {
  const settings = readSettings(process.env, root);
  let answer: RequestListener = answerStarting;
  const server = createConsoleServer((req, res) => answer(req, res), settings.security);
  const url = await listen(server, settings);
  try {
    const { app, close } = await openConsole(settings);
    answer = app;
    tell(`noncoop is at ${url} (Ctrl-C ends it)`);
    if (!signal.aborted) await once(signal, 'abort');
    server.closeAllConnections();
    await close();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function openConsole(settings: Settings): Promise<{ app: RequestListener; close(): Promise<void> }> {
  const store = await openStore(settings);
  await requireAccounts(store, settings.security.isShared).catch(async (refusal: unknown) => {
    await store.close();
    throw refusal;
  });
  const assessor = localAssessor({ ...settings, cacheDir: path.join(settings.dataDir, 'cache') });
  const queue = createClassifyQueue({ store, assessor, strategy: 'cot', now });
  const files = openLogFiles(path.join(settings.dataDir, 'logs'));
  const readReport = () => readEvaluationReport(settings.evaluationReportPath);
  const app = createApp({ store, queue, assessor, files, settings, readReport, now, log: tell });
  queue.start();
  const importing = importSamples({ store, files, queue, now }, settings.samplesDir).catch((error: unknown) =>
    tell(`The sample logs could not be taken in: ${error instanceof Error ? error.message : error}`),
  );
  return {
    app,
    async close() {
      await importing;
      await queue.close();
      await assessor.close();
      await store.close();
    },
  };
}

const answerStarting: RequestListener = (_req, res) => {
  res.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '2', refresh: '2' });
  res.end('noncoop is starting; this page loads again by itself.\n');
};

async function listen(server: Server, { host, port }: Settings): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new AppError(
      'server.port_taken',
      `Expected port ${port} of ${host} to be free, but another program listens there.`,
      {
        hint: 'stop that program, or choose another port: NONCOOP_PORT=8081 npm start',
        cause: error,
      },
    );
  }
  return `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/`;
}
