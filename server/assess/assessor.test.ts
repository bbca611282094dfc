import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Assessment, type Evidence, flyScenario, gatherEvidence } from '#domain';
import { fakeGenerator } from '../cli/testing/fake-services.ts';
import { AnswerCache } from './answer-cache.ts';
import { makingOf } from './answer-making.ts';
import { assessmentBatchSize, createAssessor, mostTargetsHeld } from './assessor.ts';

const flown = gatherEvidence(flyScenario({ seed: 1, motion: 'flyby' }).track);

/** A target told in words of its own, or in those of another number. */
const told = (i: number, words = i): Evidence => ({ ...flown, targetId: `t${i}`, remarks: `seen ${words} times` });

const evidences = Array.from({ length: 140 }, (_, i) => told(i));

async function collect<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** An assessor, and how many records it asked for at a time. */
function watched(cache?: AnswerCache) {
  const asked: number[] = [];
  const assessor = createAssessor(fakeGenerator({ onBatch: (records) => void asked.push(records.length) }), cache);
  return { assessor, asked };
}

const withoutTarget = ({ targetId, evidence, ...rest }: Assessment) => rest;

test('gives one assessment per target, in order, asked in batches of fixed size', async () => {
  const { assessor, asked } = watched();
  const all = await collect(assessor.assess(evidences, 'cot'));
  assert.deepEqual(
    all.map(({ targetId }) => targetId),
    evidences.map(({ targetId }) => targetId),
  );
  assert.deepEqual(asked, [64, 64, 12]);
  assert.equal(assessor.repeated, 0);
});

test('going on after any finished batch gives what one run gives', async () => {
  const whole = await collect(watched().assessor.assess(evidences, 'basic'));
  const rest = await collect(watched().assessor.assess(evidences.slice(assessmentBatchSize), 'basic'));
  assert.deepEqual(rest, whole.slice(assessmentBatchSize));
});

test('asks nothing of the model when there is nothing to assess', async () => {
  const assessor = createAssessor(fakeGenerator({ onBatch: () => assert.fail('asked') }));
  assert.deepEqual(await collect(assessor.assess([], 'cot')), []);
});

test('targets told in the same words are asked once, and each carries its own evidence', async () => {
  const { assessor, asked } = watched();
  const twins = [told(0, 7), told(1, 8), told(2, 7), told(3, 7)];
  const [first, , ...others] = await collect(assessor.assess(twins, 'cot'));
  assert.deepEqual([asked, assessor.repeated], [[2], 2]);
  for (const [i, other] of others.entries()) {
    assert.deepEqual([other.targetId, other.evidence], [`t${i + 2}`, twins[i + 2]]);
    assert.deepEqual(withoutTarget(other), withoutTarget(first!));
  }
  const [again] = await collect(assessor.assess([told(9, 8)], 'cot'));
  assert.deepEqual([asked, assessor.repeated, again!.targetId], [[2], 3, 't9']);
});

test('the physics check is that of each target, not of the one that was asked', async () => {
  const trust = { ...flown.motionFacts.trust, rangeTrend: { grade: 'not resolvable', reason: 'too small' } } as const;
  const tiny = { ...told(1, 7), motionFacts: { ...flown.motionFacts, trust } };
  const [seen, unseen] = await collect(watched().assessor.assess([told(0, 7), tiny], 'cot'));
  assert.equal(seen!.physics.isResolvable, true);
  assert.equal(unseen!.physics.isResolvable, false);
});

test('another strategy is another question', async () => {
  const { assessor, asked } = watched();
  await collect(assessor.assess([told(0)], 'cot'));
  await collect(assessor.assess([told(0)], 'basic'));
  assert.deepEqual(asked, [1, 1]);
});

test('a batch waits for enough new records, but holds no more than so many targets', async () => {
  const { assessor, asked } = watched();
  const few = Array.from({ length: 300 }, (_, i) => told(i, i % 5));
  const batches = await collect(assessor.batches(few, 'cot'));
  assert.deepEqual(
    batches.map(({ length }) => length),
    [mostTargetsHeld, 300 - mostTargetsHeld],
  );
  assert.deepEqual([asked, assessor.repeated], [[5], 295]);
});

test('of many words the latest are remembered', async () => {
  const { assessor, asked } = watched(new AnswerCache(2));
  for (const words of [1, 2, 1, 3, 1, 2]) await collect(assessor.assess([told(0, words)], 'cot'));
  // 1 and 2 are new, 1 is known, 3 takes the place of 2, 1 is known, 2 is new again.
  assert.deepEqual([asked.length, assessor.repeated], [4, 2]);
});

test('an assessor that is told of earlier assessments asks the rest in the batches of an undisturbed run', async () => {
  const mixed = Array.from({ length: 360 }, (_, i) => told(i, (i * i) % 211));
  const whole = watched(new AnswerCache(80));
  const batches = await collect(whole.assessor.batches(mixed, 'cot'));
  const stopped = watched(new AnswerCache(80));
  const kept = batches[0]!;
  for (const row of kept) stopped.assessor.remember(JSON.parse(JSON.stringify(row)));
  const rest = await collect(stopped.assessor.batches(mixed.slice(kept.length), 'cot'));
  assert.deepEqual(JSON.stringify(rest), JSON.stringify(batches.slice(1)));
  assert.deepEqual(stopped.asked, whole.asked.slice(1));
});

test('the time of a batch is shared by the answers that were asked for; one that served again has none', async () => {
  let nowMs = 0;
  const clock = () => {
    nowMs += 500;
    return nowMs;
  };
  const twins = [told(0, 7), told(1, 8), told(2, 7)];
  const cache = new AnswerCache();
  const [first, second] = await collect(createAssessor(fakeGenerator(), cache, clock).assess(twins, 'cot'));
  assert.equal(makingOf(first!).seconds, 0.25);
  assert.equal(makingOf(second!).seconds, 0.25);
  const [again] = await collect(createAssessor(fakeGenerator(), cache, clock).assess([told(3, 7)], 'cot'));
  assert.equal(makingOf(again!).seconds, null);
});
