import { appendFileSync } from 'node:fs';
import { startWorker } from '../../worker.ts';
import { runProgram } from '../program.ts';
import { processTerminal } from '../terminal.ts';
import { fakeGenerator, fakeServices } from './fake-services.ts';

// The program as a process of its own, with a model that needs no weights; for tests that kill it.
const { FAKE_NAME = 'fake', FAKE_BATCH_MS = '0', FAKE_KILL_MS, FAKE_ASKED } = process.env;
let isTimed = false;
const options = {
  name: FAKE_NAME,
  batchMs: Number(FAKE_BATCH_MS),
  onBatch(records: readonly string[]) {
    // A line for each batch: how often each record is asked about, by whichever process.
    if (FAKE_ASKED !== undefined) appendFileSync(FAKE_ASKED, `${JSON.stringify(records)}\n`);
    if (FAKE_KILL_MS === undefined || isTimed) return;
    isTimed = true;
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(FAKE_KILL_MS));
  },
};
const openModel = () => ({
  steeredBy: async (adapterDir: string | null) => fakeGenerator(options, adapterDir),
  async close() {},
});
const services = {
  ...fakeServices(options),
  work: (signal: AbortSignal, tell: (line: string) => void, asked: Parameters<typeof startWorker>[2]) =>
    startWorker(signal, tell, { ...asked, openModel }),
};
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(), services);
