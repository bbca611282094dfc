import { runProgram } from '../program.ts';
import { processTerminal } from '../terminal.ts';
import { fakeServices } from './fake-services.ts';

// The program as a process of its own, with a model that needs no weights; for tests that kill it.
const { FAKE_BATCH_MS = '0', FAKE_KILL_MS } = process.env;
let isTimed = false;
const services = fakeServices({
  batchMs: Number(FAKE_BATCH_MS),
  onBatch() {
    if (FAKE_KILL_MS === undefined || isTimed) return;
    isTimed = true;
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(FAKE_KILL_MS));
  },
});
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(), services);
