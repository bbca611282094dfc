import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gatherEvidence, motionLabels, readRelativeStates, reason, rulebook, standardFactsOf } from '#domain';
import { collectReadings } from '../domain/testing/collect-readings.ts';
import { sampleLogs } from './sample-logs.ts';

const folder = join(import.meta.dirname, '../data/samples');
const read = (name: string) => collectReadings(readRelativeStates(createReadStream(join(folder, name)), name));

test('the committed sample logs are what `npx tsx scripts/make-samples.ts` writes', () => {
  for (const { name, text } of sampleLogs()) assert.equal(readFileSync(join(folder, name), 'utf8'), text, name);
});

test('the sample logs have 28 targets, four of each motion, and no bad row', async () => {
  const motions: string[] = [];
  for (const name of ['station-week.csv', 'geostationary-week.jsonl']) {
    const { accepted: tracks, rejected } = await read(name);
    assert.deepEqual(rejected, []);
    motions.push(...tracks.map((track) => reason(rulebook, standardFactsOf(gatherEvidence(track))).intention.motion));
  }
  for (const motion of motionLabels) assert.equal(motions.filter((read) => read === motion).length, 4, motion);
});

test('the rubbish log loses its six bad rows and nothing else', async () => {
  const { accepted: tracks, rejected } = await read('rubbish.jsonl');
  const rowCount = readFileSync(join(folder, 'rubbish.jsonl'), 'utf8').trimEnd().split('\n').length;
  assert.deepEqual(
    rejected.map(({ code }) => code),
    [
      'domain.broken_json',
      'domain.missing_field',
      'domain.not_a_number',
      'domain.duplicate_epoch',
      'domain.time_backwards',
      'domain.wrong_unit',
    ],
  );
  const acceptedCount = tracks.reduce((sum, { states }) => sum + states.length, 0);
  assert.equal(acceptedCount, rowCount - rejected.length);
  assert.equal(tracks.length, 2);
});
