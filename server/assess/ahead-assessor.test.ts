import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Assessment, type Evidence, flyScenario, gatherEvidence } from '#domain';
import { AppError } from '#errors';
import { fakeGenerator } from '../cli/testing/fake-services.ts';
import { createAheadAssessor, type QuestionPost } from './ahead-assessor.ts';
import { AnswerCache } from './answer-cache.ts';
import { createAssessor } from './assessor.ts';
import { askModel, type Question } from './question.ts';

const flown = gatherEvidence(flyScenario({ seed: 3, motion: 'flyby' }).track);

/** A target told in words of its own, or in those of others with the same number. */
const told = (i: number, words: number): Evidence => ({ ...flown, targetId: `t${i}`, remarks: `remark ${words}` });

const targets = Array.from({ length: 700 }, (_, i) => told(i, (i * i) % 389));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A post whose questions are answered in the order that a test wants. */
function testPost(room: number) {
  const stopping = new AbortController();
  const asked: string[][] = [];
  const firsts: number[] = [];
  const released: number[] = [];
  const unanswered: (() => Promise<void>)[] = [];
  const generator = fakeGenerator();
  const post: QuestionPost = {
    room,
    signal: stopping.signal,
    async send(firstTarget, questions: readonly Question[]) {
      firsts.push(firstTarget);
      asked.push(questions.map(({ record }) => record));
      let resolve: (answers: Awaited<ReturnType<typeof askModel>>) => void;
      const answers = new Promise<Awaited<ReturnType<typeof askModel>>>((done) => {
        resolve = done;
      });
      unanswered.push(async () => resolve(await askModel(generator, 'cot', questions)));
      return { answers };
    },
    async release(nextTarget) {
      released.push(nextTarget);
    },
  };
  /** Answers the newest question that waits, again and again. */
  async function answerBackwards(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await turn();
      await unanswered.pop()?.();
    }
  }
  return { post, stopping, asked, firsts, released, unanswered, answerBackwards };
}

test('the same is asked together as without asking ahead, and the assessments are the same, whoever answers first', async () => {
  const plainAsked: string[][] = [];
  const plain = createAssessor(
    fakeGenerator({ onBatch: (records) => void plainAsked.push([...records]) }),
    new AnswerCache(120),
  );
  const expected = await collect(plain.batches(targets, 'cot'));

  const { post, asked, released, answerBackwards } = testPost(5);
  const assessor = createAheadAssessor(fakeGenerator(), post, new AnswerCache(120));
  let isOver = false;
  const answering = answerBackwards(() => isOver);
  const batches = await collect(assessor.batches(targets, 'cot'));
  isOver = true;
  await answering;
  assert.equal(JSON.stringify(batches), JSON.stringify(expected));
  assert.deepEqual(asked, plainAsked);
  assert.deepEqual([assessor.repeated, assessor.held], [plain.repeated, 0]);
  assert.deepEqual(released.at(-1), targets.length);
});

test('no more batches are on their way than there is room for, and no more targets are read than they take', async () => {
  const { post, firsts, unanswered } = testPost(3);
  let read = 0;
  async function* endless() {
    for (;;) yield told(read, read++);
  }
  const assessor = createAheadAssessor(fakeGenerator(), post);
  const batches = assessor.batches(endless(), 'cot')[Symbol.asyncIterator]();
  const first = batches.next();
  for (let i = 0; i < 2000; i += 1) await turn();
  assert.deepEqual([firsts, read, assessor.held], [[0, 64, 128], 192, 192]);
  await unanswered.shift()!();
  assert.equal((await first).value?.length, 64);
});

test('a run that goes on names its batches by their place in the whole stream', async () => {
  const { post, firsts, asked, answerBackwards } = testPost(2);
  const kept: readonly Assessment[] = await collect(
    createAssessor(fakeGenerator()).assess(targets.slice(0, 64), 'cot'),
  );
  const assessor = createAheadAssessor(fakeGenerator(), post);
  for (const assessment of kept) assessor.remember(assessment);
  let isOver = false;
  const answering = answerBackwards(() => isOver);
  await collect(assessor.batches(targets.slice(64, 80), 'cot'));
  isOver = true;
  await answering;
  assert.deepEqual([firsts, asked[0]!.length], [[64], 16]);
});

test('a post that stops ends the run by its reason, while nothing is answered and nothing more comes', async () => {
  const { post, stopping } = testPost(3);
  async function* stalling() {
    yield told(0, 0);
    await new Promise(() => {});
  }
  const run = collect(createAheadAssessor(fakeGenerator(), post).batches(stalling(), 'cot'));
  stopping.abort(new AppError('server.job_cancelled', 'Expected to go on.'));
  await assert.rejects(run, { code: 'server.job_cancelled' });
});

test('answers that fail when the run is ended from without, while nobody waits for them, fail nothing else', async () => {
  const { post, stopping } = testPost(4);
  const generator = fakeGenerator();
  const over = new Error('over');
  const fail: ((reason: Error) => void)[] = [];
  const otherSent = async () => {
    while (fail.length === 0) await turn();
  };
  const losing: QuestionPost = {
    ...post,
    async send(firstTarget, questions) {
      if (firstTarget === 0) return { answers: otherSent().then(() => askModel(generator, 'cot', questions)) };
      return { answers: new Promise((_, reject) => fail.push(reject)) };
    },
  };
  const batches = createAheadAssessor(generator, losing).batches(targets, 'cot')[Symbol.asyncIterator]();
  assert.equal((await batches.next()).value?.length, 64);
  stopping.abort(over);
  const next = batches.next();
  for (const reject of fail) reject(over);
  await assert.rejects(next, over);
  await turn();
});
