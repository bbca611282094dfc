import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyScenario, gatherEvidence } from '#domain';
import { readWhatIf } from './what-if-query.ts';

const { track } = flyScenario({ seed: 5, motion: 'flyaround' });
const evidence = gatherEvidence({
  ...track,
  reported: { lighting: 'full shadow', device: 'camera', remarks: 'It is small.\nIt hums.' },
});
const read = (query: Record<string, unknown>) => readWhatIf(query, evidence);

test('a form that says what is on record supposes nothing', () => {
  const same = { lighting: 'full shadow', device: 'camera', size: 'unknown', remarks: 'It is small.\r\nIt hums.' };
  assert.deepEqual(read(same), { changes: {}, search: '' });
  assert.deepEqual(read({}), { changes: {}, search: '' });
});

test('what differs is kept, in one order, and reads back the same', () => {
  const { changes, search } = read({ turn: 'part turn', remarks: ' It  sleeps. ', device: 'jammer', size: 'unknown' });
  assert.deepEqual(changes, { device: 'jammer', turn: 'part turn', remarks: 'It sleeps.' });
  assert.equal(search, '?device=jammer&turn=part+turn&remarks=It+sleeps.');
  assert.deepEqual(read(Object.fromEntries(new URLSearchParams(search))), { changes, search });
});

test('remarks can be supposed away', () => {
  assert.deepEqual(read({ remarks: '' }), { changes: { remarks: '' }, search: '?remarks=' });
});

test('what is known can be supposed unknown', () => {
  assert.deepEqual(read({ device: 'unknown' }).changes, { device: 'unknown' });
});

for (const [name, query] of Object.entries({
  'a term of another element': { lighting: 'camera' },
  'an observer’s word that is not on record': { lighting: 'umbra' },
  'a word of the motion that is none': { rangeTrend: 'sideways' },
  'an unknown parameter': { color: 'red' },
  'a parameter given twice': { size: ['small', 'large'] },
  'remarks of more than 512 bytes': { remarks: 'é'.repeat(257) },
})) {
  test(`${name} is refused`, () => {
    assert.throws(() => read(query), { code: 'server.bad_query' });
  });
}
