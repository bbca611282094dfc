import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const log = join(folder, 'log.jsonl');
const program = join(import.meta.dirname, 'testing/run-with-fakes.ts');

/** Starts the command as a process of its own and kills it, uncatchably, as soon as one batch is on disk. */
async function killMidway(out: string): Promise<void> {
  const args = ['--import', 'tsx', program, 'classify', log, '-o', out, '--adapter', 'none', '--model', folder];
  const child = spawn(process.execPath, args, { env: { ...process.env, FAKE_BATCH_MS: '300' }, stdio: 'ignore' });
  const closed = once(child, 'close');
  while (!existsSync(out) || statSync(out).size === 0) {
    assert.equal(child.exitCode, null, 'the command ended before it could be killed');
    await wait(10);
  }
  child.kill('SIGKILL');
  const [exitCode, signal] = await closed;
  assert.deepEqual([exitCode, signal], [null, 'SIGKILL']);
}

test('killed midway and started again, it writes the very bytes of an undisturbed run', { timeout: 60_000 }, async () => {
  await runQuietly(['simulate', '--count', '70', '--seed', '5', '-o', log]);
  const command = (out: string) => ['classify', log, '-o', out, '--adapter', 'none', '--model', folder];
  const undisturbed = join(folder, 'undisturbed.ndjson');
  await runQuietly(command(undisturbed));

  const out = join(folder, 'killed.ndjson');
  await killMidway(out);
  const before = readFileSync(out, 'utf8').split('\n').length - 1;
  assert.ok(before > 0 && before < 70, `expected some of 70 lines, got ${before}`);
  const { exitCode, stderr } = await runQuietly(command(out));

  assert.equal(exitCode, 0);
  assert.match(stderr, /Going on after \d+ of 70 targets/);
  assert.deepEqual(readFileSync(out), readFileSync(undisturbed));
});
