import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '#tuner';
import { temporaryFolder } from '../cli/testing/temporary-folder.ts';
import { openOutcomeFile } from './outcome-file.ts';

const folder = temporaryFolder();
const origin = { contestant: 'tuned/cot', model: 'm', adapter: 'a', set: 'nominal', seed: 1 };
const outcome = (id: string) => ({ id, answerTokens: 3 }) as Outcome;

test('what was appended is known when the file is opened again', async () => {
  const path = join(folder, 'kept', 'one.ndjson');
  const file = await openOutcomeFile(path, origin);
  assert.deepEqual(file.known, []);
  await file.append([outcome('1'), outcome('2')]);
  const again = await openOutcomeFile(path, origin);
  assert.deepEqual(again.known, [outcome('1'), outcome('2')]);
});

test('a line that was cut off is dropped, and the next one begins on its own', async () => {
  const path = join(folder, 'torn.ndjson');
  await (await openOutcomeFile(path, origin)).append([outcome('1')]);
  appendFileSync(path, '{"id":"2","answ');
  const again = await openOutcomeFile(path, origin);
  assert.deepEqual(again.known, [outcome('1')]);
  await again.append([outcome('2')]);
  assert.equal(readFileSync(path, 'utf8').trimEnd().split('\n').length, 3);
});

test('outcomes of another model are not mixed in', async () => {
  const path = join(folder, 'other.ndjson');
  await openOutcomeFile(path, origin);
  await assert.rejects(openOutcomeFile(path, { ...origin, model: 'n' }), { code: 'server.evaluation_differs' });
});
