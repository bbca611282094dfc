import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Generation, PartOfAnswer } from './generation.ts';
import type { Urgency } from './inference-threads.ts';
import { inParts, partsOf, recordsInPart } from './request-parts.ts';

const recordOf = (i: number) => `${i}:${'x'.repeat((i * 7) % 23)}`;
const requestOf = (count: number) => ({
  instruction: 'Say.',
  records: Array.from({ length: count }, (_, i) => recordOf(i)),
  maxNewTokens: 9,
});
const generationOf = (text: string): Generation => ({ text, steps: [], promptTokens: 1, finish: 'stop', runs: 1 });

test('parts hold every record once, those of similar length together', () => {
  const { records } = requestOf(3 * recordsInPart + 5);
  const parts = partsOf(records);
  assert.deepEqual(
    parts.map(({ length }) => length),
    [recordsInPart, recordsInPart, recordsInPart, 5],
  );
  assert.deepEqual(
    parts.flat().toSorted((a, b) => a - b),
    records.map((_, place) => place),
  );
  const lengths = parts.flat().map((place) => records[place]!.length);
  assert.deepEqual(
    lengths,
    lengths.toSorted((a, b) => b - a),
  );
});

test('answers come in the order of the records, whichever part is done first', async () => {
  const request = requestOf(3 * recordsInPart + 5);
  let begun = 0;
  const generations = await inParts(request, undefined, async ({ records }) => {
    const waitMs = 20 - 5 * begun++;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return records.map(generationOf);
  });
  assert.deepEqual(
    generations.map(({ text }) => text),
    request.records,
  );
});

test('a guesser is asked of the places that records have in the whole request', async () => {
  const request = requestOf(2 * recordsInPart + 1);
  const guess = (asked: readonly PartOfAnswer[]) => asked.map(({ record }) => recordOf(record));
  await inParts(request, guess, async ({ records }, guessOfPart) => {
    const asked = records.map((_, record) => ({ record, written: '' }));
    assert.deepEqual(guessOfPart!(asked), records);
    return records.map(generationOf);
  });
});

test('a request of one part is asked for soon, parts of a larger one in turn', async () => {
  const urgencies = async (count: number) => {
    const seen: Urgency[] = [];
    await inParts(requestOf(count), undefined, async ({ records }, _, urgency) => {
      seen.push(urgency);
      return records.map(generationOf);
    });
    return seen;
  };
  assert.deepEqual(await urgencies(recordsInPart), ['soon']);
  assert.deepEqual(await urgencies(recordsInPart + 1), ['in turn', 'in turn']);
});
