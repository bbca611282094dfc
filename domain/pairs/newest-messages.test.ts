import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import type { ConjunctionMessage } from '../observations/cdm/conjunction-message.ts';
import { readCdm } from '../observations/cdm/read-cdm.ts';
import { newestMessages } from './newest-messages.ts';

async function sample(): Promise<ConjunctionMessage> {
  const url = new URL('../../data/golden/cdm/orekit-CDMExample2.txt', import.meta.url);
  for await (const reading of readCdm(createReadStream(url), 'sample', 'kvn')) {
    if (reading.kind === 'accepted') return reading.value;
  }
  throw new Error('expected a message');
}

const first = await sample();
const hourMs = 3_600_000;
const update = (messageId: string, hours: number, change: Partial<ConjunctionMessage> = {}): ConjunctionMessage => ({
  ...first,
  messageId,
  creationUtcMs: first.creationUtcMs! + hours * hourMs,
  ...change,
});
const idsOf = (messages: readonly ConjunctionMessage[]) => messages.map(({ messageId }) => messageId);

test('of the messages of one event the one created last counts, and the others are told', () => {
  const swapped = { object1: first.object2, object2: first.object1, tcaUtcMs: first.tcaUtcMs + 2000 };
  const { newest, superseded } = newestMessages([update('a', 0), update('c', 16, swapped), update('b', 8)]);
  assert.deepEqual(idsOf(newest), ['c']);
  assert.deepEqual(
    superseded.map(({ code, message }) => [code, /^message (\w+) was superseded by c of 2010-/.exec(message)?.[1]]),
    [
      ['domain.superseded', 'a'],
      ['domain.superseded', 'b'],
    ],
  );
});

test('another closest approach, or another object, is another event', () => {
  const nextDay = update('next day', 1, { tcaUtcMs: first.tcaUtcMs + 24 * hourMs });
  const other = update('other', 1, { object2: { ...first.object2, designator: '7' } });
  assert.deepEqual(idsOf(newestMessages([update('a', 0), nextDay, other]).newest), ['a', 'next day', 'other']);
});

test('without dates of creation the last message of an event counts', () => {
  const undated = ['a', 'b'].map((id) => update(id, 0, { creationUtcMs: undefined }));
  assert.deepEqual(idsOf(newestMessages(undated).newest), ['b']);
});
