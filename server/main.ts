import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { AppError } from '#errors';
import { requireAccounts } from './accounts/require-accounts.ts';
import { createApp } from './app.ts';
import { readSettings, type Settings } from './config.ts';
import { aligningReader } from './evaluation/aligning-reader.ts';
import { createConsoleServer } from './http/console-server.ts';
import { type RightOfWay, rightOfWay } from './http/right-of-way.ts';
import { importSamples } from './jobs/import-samples.ts';
import { openWorkplace } from './open-workplace.ts';
import { readEvaluationReport } from './pages/evaluation-report.ts';

const root = path.join(import.meta.dirname, '..');
const now = () => new Date();
const tell = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * Serves the console until the signal is aborted. The port is taken first, so that a second console stops
 * before it touches the data; then the store is opened, the sample logs are queued, and jobs are worked.
 *
 * @throws AppError `server.port_taken`, `server.data_dir_in_use`, `server.accounts_needed` or
 *   `server.bad_setting`
 */
export async function startServer(signal: AbortSignal): Promise<void> {
  const settings = readSettings(process.env, root);
  let answer: RequestListener = answerStarting;
  const way = rightOfWay();
  const server = createConsoleServer(
    way.of((req, res) => answer(req, res)),
    settings.security,
  );
  const url = await listen(server, settings);
  try {
    const { app, close } = await openConsole(settings, way);
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

async function openConsole(
  settings: Settings,
  { letPass: giveWay }: RightOfWay,
): Promise<{ app: RequestListener; close(): Promise<void> }> {
  const { store, files, jobs, assessor, close } = await openWorkplace(settings, 'console', tell, { giveWay });
  await requireAccounts(store, settings.security.isShared).catch(async (refusal: unknown) => {
    await close();
    throw refusal;
  });
  const readReport = aligningReader(store.calibrations, () => readEvaluationReport(settings.evaluationReportPath));
  await readReport().catch((fault: unknown) => tell(`Confidences of lists stay as they were: ${fault}`));
  const app = createApp({ store, jobs: jobs.desk, assessor, files, settings, readReport, now, log: tell });
  await jobs.start();
  const importing = importSamples({ store, files, jobs: jobs.desk }, settings.samplesDir).catch((error: unknown) =>
    tell(`The sample logs could not be taken in: ${error instanceof Error ? error.message : error}`),
  );
  return {
    app,
    async close() {
      await importing;
      await close();
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
