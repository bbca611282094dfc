import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '#domain';
import { progressPathOf } from './resumable-output.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** Three batches. */
const targetCount = 150;
const folder = temporaryFolder();
const log = join(folder, 'log.jsonl');
const program = join(import.meta.dirname, 'testing/run-with-fakes.ts');

/** Where the batches lie that are finished. */
const workPathOf = (out: string) => (out.endsWith('.ndjson') ? out : `${out}.partial.ndjson`);

/** Whether a batch is on disk and noted as finished, which is the second line of the note. */
const isBatchFinished = (out: string) => {
  const note = progressPathOf(workPathOf(out));
  return existsSync(note) && readFileSync(note, 'utf8').split('\n').length > 2;
};

/** Starts the command as a process of its own and signals it as soon as one batch is finished. */
async function signalMidway(out: string, signal: 'SIGKILL' | 'SIGINT'): Promise<readonly unknown[]> {
  const args = ['--import', 'tsx', program, ...command(out)];
  const child = spawn(process.execPath, args, { env: { ...process.env, FAKE_BATCH_MS: '300' }, stdio: 'ignore' });
  const closed = once(child, 'close');
  while (!isBatchFinished(out)) {
    assert.equal(child.exitCode, null, 'the command ended before it could be signaled');
    await wait(10);
  }
  child.kill(signal);
  return closed;
}

const command = (out: string) => ['classify', log, '-o', out, '--adapter', 'none', '--model', folder];
const undisturbed = (ending: string) => join(folder, `undisturbed.${ending}`);

before(async () => {
  await runQuietly(['simulate', '--count', String(targetCount), '--seed', '5', '-o', log]);
  for (const ending of ['ndjson', 'csv', 'parquet']) await runQuietly(command(undisturbed(ending)));
});

for (const [signal, ending, expected] of [
  ['SIGKILL', 'ndjson', [null, 'SIGKILL']],
  ['SIGKILL', 'csv', [null, 'SIGKILL']],
  ['SIGKILL', 'parquet', [null, 'SIGKILL']],
  ['SIGINT', 'ndjson', [130, null]],
] as const) {
  test(`${ending} ended midway by ${signal} and started again has the very bytes of an undisturbed run`, async () => {
    const out = join(folder, `${signal}.${ending}`);
    assert.deepEqual(await signalMidway(out, signal), expected);
    const linesLeft = readFileSync(workPathOf(out), 'utf8').split('\n').length - 1;
    assert.ok(linesLeft > 0 && linesLeft < targetCount, `expected some of ${targetCount} lines, got ${linesLeft}`);

    const { exitCode, stderr } = await runQuietly(command(out));
    assert.equal(exitCode, 0);
    assert.match(stderr, /Going on after [1-9]\d* targets/);
    assert.deepEqual(readFileSync(out), readFileSync(undisturbed(ending)));
  });
}

const killsOfEach = 5;
const batchMs = 200;
const random = createRandom(11);
const kills = ['ndjson', 'csv'].map((ending) => ({
  ending,
  momentsMs: Array.from({ length: killsOfEach }, () => Math.floor(random.between(0, 1.5 * batchMs))),
}));

/** Starts the command as a process of its own, which is killed so long after its model was first asked. */
async function killAfter(args: readonly string[], momentMs: number): Promise<unknown> {
  const env = { ...process.env, FAKE_BATCH_MS: String(batchMs), FAKE_KILL_MS: String(momentMs) };
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { env, stdio: 'ignore' });
  const [, signal] = await once(child, 'close');
  return signal;
}

test('killed at ten random moments, one after another, the output has the very bytes of an undisturbed run', async () => {
  const signals = await Promise.all(
    kills.map(async ({ ending, momentsMs }) => {
      const received: unknown[] = [];
      const args = command(join(folder, `ten.${ending}`));
      for (const momentMs of momentsMs) received.push(await killAfter(args, momentMs));
      return received;
    }),
  );
  assert.ok(signals.flat().filter((signal) => signal === 'SIGKILL').length >= 8, `signals: ${signals.flat()}`);
  for (const { ending } of kills) {
    const killed = join(folder, `ten.${ending}`);
    assert.equal((await runQuietly(command(killed))).exitCode, 0);
    assert.deepEqual(readFileSync(killed), readFileSync(undisturbed(ending)));
    assert.equal(existsSync(workPathOf(killed)), ending === 'ndjson');
  }
});
