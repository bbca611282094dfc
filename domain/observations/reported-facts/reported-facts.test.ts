import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Track } from '../track.ts';
import { readReportedFacts, withFacts } from './reported-facts.ts';

async function* chunks(text: string) {
  yield text;
}
const read = (text: string) => readReportedFacts(chunks(text), 'facts.csv');
const track = (targetId: string, targetName: string, reported = {}): Track => ({
  kind: 'track',
  targetId,
  source: 'test',
  states: [],
  reported,
  context: { origin: 'mean elements', targetName },
});

test('facts are found by number, by name in any case, and for all targets', async () => {
  const facts = await read('target,size,own_spacecraft\n*,,space station\n25544,large,\nsoyuz-ms 25,small,\n');
  assert.deepEqual(withFacts(track('25544', 'ISS'), facts).reported, { ownSpacecraft: 'space station', size: 'large' });
  assert.equal(withFacts(track('58612', 'SOYUZ-MS 25'), facts).reported.size, 'small');
  assert.deepEqual(withFacts(track('1', 'ELSE'), facts).reported, { ownSpacecraft: 'space station' });
});

test('what the source of a track reports goes first', async () => {
  const facts = await read('target,size,device\n7,large,camera\n');
  assert.deepEqual(withFacts(track('7', '7', { size: 'small', device: undefined }), facts).reported, {
    size: 'small',
    device: 'camera',
  });
});

test('a fact that was added names the file it comes from', async () => {
  const facts = await read('target,size,device\n7,large,camera\n');
  assert.deepEqual(withFacts(track('7', '7', { size: 'small' }), facts).context?.factSources, { device: 'facts.csv' });
});

test('every line that cannot be used is told at once', async () => {
  await assert.rejects(read(`target,size\n1\n2,${'x'.repeat(65)}\n3,small\n3,large\n`), {
    code: 'domain.bad_facts',
    message: /facts\.csv:2: .* facts\.csv:3: .* facts\.csv:5: /,
  });
});

test('a header with a strange column, or without targets, is refused', async () => {
  await assert.rejects(read('target,mood\n1,good\n'), { code: 'domain.bad_facts' });
  await assert.rejects(read('size\nlarge\n'), { code: 'domain.bad_facts' });
});

test('remarks may be longer than a fact', async () => {
  const remarks = 'It has been silent to hails all day, and carries what looks like a camera.';
  const facts = await read(`target,remarks\n7,"${remarks}"\n`);
  assert.equal(withFacts(track('7', '7'), facts).reported.remarks, remarks);
  await assert.rejects(read(`target,remarks\n7,${'x'.repeat(513)}\n`), /at most 512 bytes for remarks/);
});
