import { runProgram } from '../program.ts';
import { processTerminal } from '../terminal.ts';
import { fakeServices } from './fake-services.ts';

// The program as a process of its own, with a model that needs no weights; for tests that kill it.
const services = fakeServices({ batchMs: Number(process.env.FAKE_BATCH_MS ?? 0) });
process.exitCode = await runProgram(process.argv.slice(2), processTerminal(), services);
