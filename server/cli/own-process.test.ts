import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAlone } from './own-process.ts';

const running = new AbortController().signal;

test('a command line is run, and what it says and how it ends is told', async () => {
  let told = '';
  const onStderr = (text: string): void => {
    told += text;
  };
  const ending = await runAlone(['tune', '--out', 'nowhere', '--steps', 'none'], { signal: running, onStderr });
  assert.deepEqual(ending, { exitCode: 2, killedBy: null });
  assert.match(told, /Expected a whole number/);
});

test('a process is told to stop together with this one', async () => {
  const { exitCode, killedBy } = await runAlone(['tune', '--out', 'nowhere'], {
    signal: AbortSignal.abort(),
    onStderr: () => {},
  });
  assert.ok(killedBy === 'SIGTERM' || exitCode === 130, `${exitCode} ${killedBy}`);
});
