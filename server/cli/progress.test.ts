import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import { durationOf, startProgress } from './progress.ts';

function watchedTerminal(isTTY: boolean) {
  const shown: string[] = [];
  const clock = { ms: 0 };
  const stream = () =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          shown.push(String(chunk));
          done();
        },
      }),
      { isTTY },
    );
  const terminal = {
    stdin: Readable.from([]),
    stdout: stream(),
    stderr: stream(),
    signal: new AbortController().signal,
    nowMs: () => clock.ms,
  };
  return { terminal, clock, shown };
}

test('a pipe gets a plain line at once and then one every ten seconds', () => {
  const { terminal, clock, shown } = watchedTerminal(false);
  const progress = startProgress(terminal, { unit: 'targets', total: 100 });
  for (let second = 0; second <= 25; second++) {
    clock.ms = second * 1000;
    progress.update(second);
  }
  assert.deepEqual(shown, [
    '0 of 100 targets\n',
    '10 of 100 targets · 1 per s · 1 min 30 s left\n',
    '20 of 100 targets · 1 per s · 1 min 20 s left\n',
  ]);
});

test('a terminal gets a bar that is redrawn in place', () => {
  const { terminal, clock, shown } = watchedTerminal(true);
  const progress = startProgress(terminal, { unit: 'steps', total: 2 });
  clock.ms = 1000;
  progress.update(1, 'loss 0.5');
  progress.end();
  assert.equal(shown[0], '\r\u001b[K████████████░░░░░░░░░░░░ 1 of 2 steps · 1 per s · 1 s left · loss 0.5');
  assert.equal(shown.at(-1), '\n');
});

test('work of an earlier run does not count for the rate', () => {
  const { terminal, clock, shown } = watchedTerminal(false);
  const progress = startProgress(terminal, { unit: 'targets', total: 40, alreadyDone: 20 });
  clock.ms = 10_000;
  progress.update(30);
  assert.deepEqual(shown, ['30 of 40 targets · 1 per s · 10 s left\n']);
});

test('where the total is not known, the time left follows from the share that is done', () => {
  const { terminal, clock, shown } = watchedTerminal(false);
  const progress = startProgress(terminal, { unit: 'targets', total: null, alreadyDone: 5, alreadyShare: 0.1 });
  clock.ms = 10_000;
  // Two tenths in 10 s, seven tenths to go: 35 s.
  progress.update(25, '', { share: 0.3 });
  clock.ms = 20_000;
  progress.update(30, '', { share: null });
  clock.ms = 30_000;
  // 50 in 30 s; 5 more take 3 s.
  progress.update(55, '', { total: 60 });
  assert.deepEqual(shown, [
    '25 targets · 2 per s · 35 s left\n',
    '30 targets · 1.25 per s\n',
    '55 of 60 targets · 1.67 per s · 3 s left\n',
  ]);
});

test('a bar is drawn of the share as well, and none where nothing is known', () => {
  const { terminal, clock, shown } = watchedTerminal(true);
  const progress = startProgress(terminal, { unit: 'targets', total: null });
  progress.update(0);
  clock.ms = 1000;
  progress.update(10, '', { share: 0.5 });
  assert.deepEqual(shown, [
    '\r\u001b[K0 targets',
    '\r\u001b[K████████████░░░░░░░░░░░░ 10 targets · 10 per s · 1 s left',
  ]);
});

test('quiet says nothing, json says it for programs', () => {
  const quiet = watchedTerminal(true);
  startProgress(quiet.terminal, { unit: 'steps', total: 1, quiet: true }).end();
  assert.deepEqual(quiet.shown, []);

  const json = watchedTerminal(true);
  startProgress(json.terminal, { unit: 'steps', total: 1, json: true }).update(0);
  assert.deepEqual(JSON.parse(json.shown.join('')), {
    kind: 'progress',
    unit: 'steps',
    total: 1,
    done: 0,
    note: '',
    perSecond: null,
    secondsLeft: null,
  });
});

test('durations read as people say them', () => {
  assert.deepEqual([45, 200, 7500].map(durationOf), ['45 s', '3 min 20 s', '2 h 5 min']);
});
