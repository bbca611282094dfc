import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const log = join(folder, 'log.jsonl');
const program = join(import.meta.dirname, 'testing/run-with-fakes.ts');

/** Starts the command as a process of its own and signals it as soon as one batch is on disk. */
async function signalMidway(out: string, signal: 'SIGKILL' | 'SIGINT'): Promise<readonly unknown[]> {
  const args = ['--import', 'tsx', program, ...command(out)];
  const child = spawn(process.execPath, args, { env: { ...process.env, FAKE_BATCH_MS: '300' }, stdio: 'ignore' });
  const closed = once(child, 'close');
  while (!existsSync(out) || statSync(out).size === 0) {
    assert.equal(child.exitCode, null, 'the command ended before it could be signaled');
    await wait(10);
  }
  child.kill(signal);
  return closed;
}

const command = (out: string) => ['classify', log, '-o', out, '--adapter', 'none', '--model', folder];
const undisturbed = join(folder, 'undisturbed.ndjson');

before(async () => {
  await runQuietly(['simulate', '--count', '70', '--seed', '5', '-o', log]);
  await runQuietly(command(undisturbed));
});

for (const [signal, expected] of [
  ['SIGKILL', [null, 'SIGKILL']],
  ['SIGINT', [130, null]],
] as const) {
  test(`ended midway by ${signal} and started again, it writes the very bytes of an undisturbed run`, async () => {
    const out = join(folder, `${signal}.ndjson`);
    assert.deepEqual(await signalMidway(out, signal), expected);
    const linesLeft = readFileSync(out, 'utf8').split('\n').length - 1;
    assert.ok(linesLeft > 0 && linesLeft < 70, `expected some of 70 lines, got ${linesLeft}`);

    const { exitCode, stderr } = await runQuietly(command(out));
    assert.equal(exitCode, 0);
    assert.match(stderr, /Going on after \d+ of 70 targets/);
    assert.deepEqual(readFileSync(out), readFileSync(undisturbed));
  });
}
