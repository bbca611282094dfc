import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import type { Rejection } from '#domain';
import { inSight, openTargetStream, targetsReadAhead } from './target-stream.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const header = 'target,epoch_utc,r_km,t_km,n_km,vr_km_s,vt_km_s,vn_km_s\n';
const rowsOf = (target: string) =>
  [0, 1, 2, 3].map((i) => `${target},2026-01-01T00:0${i}:00Z,0,${5 + 0.6 * i},0,0,0.01,0\n`).join('');
const logOf = (count: number) => header + Array.from({ length: count }, (_, i) => rowsOf(`t${i}`)).join('');

/** A stream over some text, and how many readings were asked of it. */
async function streamOf(text: string) {
  const path = join(folder, 'log.csv');
  writeFileSync(path, text);
  const asked = { readings: 0 };
  const rejected: Rejection[] = [];
  const stream = await openTargetStream([path], Readable.from([]), {
    leaveOut: [],
    onRejected: async (rejection) => void rejected.push(rejection),
    onWarning: async () => {},
    onReading: () => {
      asked.readings += 1;
    },
  });
  return { stream, asked, rejected };
}

test('targets are read as they are asked for, and only so many ahead', async () => {
  const count = 1000;
  const { stream, asked } = await streamOf(logOf(count));
  let given = 0;
  for await (const { targetId } of stream.evidences) {
    assert.equal(targetId, `t${given}`);
    given += 1;
    assert.ok(asked.readings - given <= targetsReadAhead, `${asked.readings - given} were read ahead`);
  }
  assert.equal(given, count);
});

test('how many are left is told as soon as the end is in sight', async () => {
  const { stream } = await streamOf(logOf(targetsReadAhead + 3));
  const left: (number | null)[] = [stream.left];
  for await (const _ of stream.evidences) left.push(stream.left);
  const known = Array.from({ length: targetsReadAhead }, (_, i) => targetsReadAhead - 1 - i);
  assert.deepEqual(left, [null, null, null, null, ...known]);
  assert.equal(stream.left, 0);
});

test('the share that is done follows from the rows of the targets and the refused ones', async () => {
  const { stream, rejected } = await streamOf(`${logOf(3)}rubbish\n`);
  const shares: (number | null)[] = [stream.share];
  for await (const _ of stream.evidences) shares.push(stream.share);
  // Fourteen lines: a header, four for each target, and one that is refused before the first target is given.
  assert.equal(rejected.length, 1);
  assert.deepEqual(shares, [null, 5 / 14, 9 / 14, 13 / 14]);
});

test('an end that comes within the items read ahead is seen before it is there', async () => {
  async function* numbers(count: number) {
    for (let i = 0; i < count; i++) yield i;
  }
  const seen = async (count: number) => {
    const following: (number | null)[] = [];
    for await (const item of inSight(numbers(count), 2)) following.push(item.following);
    return following;
  };
  assert.deepEqual(await seen(0), []);
  assert.deepEqual(await seen(2), [1, 0]);
  assert.deepEqual(await seen(4), [null, null, 1, 0]);
});
