import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '#tuner';
import { temporaryFolder } from '../cli/testing/temporary-folder.ts';
import { openOutcomeFile } from './outcome-file.ts';

const folder = temporaryFolder();
const origin = { contestant: 'tuned/cot', model: 'm', adapter: 'a', set: 'nominal', seed: 1 };
const outcome = (id: string) => ({ id, truth: {}, answer: {}, answerTokens: 3 }) as Outcome;

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

test('a line that is no outcome is told with its place, and the file is left as it was', async () => {
  const path = join(folder, 'damaged.ndjson');
  await (await openOutcomeFile(path, origin)).append([outcome('1')]);
  for (const rubbish of ['not JSON', '[]', 'null', '{"id":"2"}']) {
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, `${rubbish}\n`);
    await assert.rejects(openOutcomeFile(path, origin), {
      code: 'server.evaluation_damaged',
      message: /line 3 of .*damaged\.ndjson/,
    });
    assert.equal(readFileSync(path, 'utf8'), `${whole}${rubbish}\n`);
    writeFileSync(path, whole);
  }
});

test('a folder that cannot be written is told', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(openOutcomeFile(join(file, 'x.ndjson'), origin), { code: 'server.output_unwritable' });
});
