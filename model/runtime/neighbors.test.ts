import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openModelFolder } from '../folder/model-folder.ts';
import { seededNormal, writeTinyModel } from '../testing/tiny-glm.ts';
import type { Generation } from './generation.ts';
import { openGreedyDecoder, type RunCount } from './greedy-decoder.ts';

/** Largest difference of a probability that rows beside and guesses may make: rounding of float32. */
const probabilityTolerance = 1e-5;

const model = await openModelFolder(await writeTinyModel({ after }));
const normal = seededNormal(7);
const words = [
  'Light: dark',
  'Size: large',
  'Device: imager',
  'Radio: quiet',
  'Motion: steady, slow',
  'Own: satellite',
];
const records = Array.from({ length: 240 }, () => {
  const told = words.filter(() => normal() > 0);
  return `${told.sort(normal).join('\n')}\nAnswer:\n`;
});
const request = { instruction: "Say the target's motion.\n", maxNewTokens: 12 };

interface Way {
  readonly rows: number;
  readonly order: readonly number[];
  readonly guess?: (record: string) => string;
}

/** Answers in the order of `records`, whatever the order they were asked in, and what the runs computed. */
async function answer({ rows, order, guess }: Way) {
  const counts: RunCount[] = [];
  const decoder = await openGreedyDecoder(model, null, {
    threads: 1,
    budget: { rows },
    onRun: (count) => counts.push(count),
  });
  const asked = order.map((i) => records[i]!);
  const generations = await decoder.generate(
    { ...request, records: asked },
    guess && ((parts) => parts.map(({ record }) => guess(asked[record]!))),
  );
  await decoder.close();
  const answers: Generation[] = [];
  for (const [place, i] of order.entries()) answers[i] = generations[place]!;
  return { answers, counts };
}

const inOrder = records.map((_, i) => i);
const shuffled = inOrder.toSorted((a, b) => ((a * 101) % 241) - ((b * 101) % 241));
const alone = await answer({ rows: 1, order: inOrder });
const textOf = new Map(records.map((record, i) => [record, alone.answers[i]!.text]));

for (const [name, way] of Object.entries<Way>({
  '7 at a time': { rows: 7, order: inOrder },
  '32 at a time': { rows: 32, order: inOrder },
  '7 at a time, shuffled': { rows: 7, order: shuffled },
  '32 at a time, shuffled': { rows: 32, order: shuffled },
  '32 at a time, shuffled, guesses half right': {
    rows: 32,
    order: shuffled,
    guess: (record) => textOf.get(record)!.slice(0, record.length % 23),
  },
})) {
  test(`240 records have the answers they have alone, ${name}`, async (t) => {
    const { answers, counts } = await answer(way);
    assert.deepEqual(
      answers.map(({ text, finish, promptTokens }) => [text, finish, promptTokens]),
      alone.answers.map(({ text, finish, promptTokens }) => [text, finish, promptTokens]),
    );
    const probabilities = (all: readonly Generation[]) => all.flatMap(({ steps }) => steps.map((s) => s.probability));
    const others = probabilities(alone.answers);
    const largest = Math.max(...probabilities(answers).map((p, i) => Math.abs(p - others[i]!)));
    t.diagnostic(`largest difference of a probability ${largest.toExponential(1)}`);
    assert.ok(largest < probabilityTolerance, `a probability differs by ${largest}`);
    assert.ok(counts.every(({ rows }) => rows <= way.rows));
  });
}

test('a finished row gives its place to the next record at once', async () => {
  const lengths = new Map(records.map((record, i) => [record, i % 5 === 0 ? '' : textOf.get(record)!]));
  const { counts } = await answer({ rows: 8, order: inOrder, guess: (record) => lengths.get(record)! });
  const full = counts.filter(({ rows }) => rows > 1).length;
  // In batches of 8, each would wait for its slowest row: 30 batches of as many runs as an answer has tokens.
  assert.ok(counts.length < 30 * request.maxNewTokens, `${counts.length} runs`);
  assert.ok(full > counts.length / 2, `${full} of ${counts.length} runs had several rows`);
});
