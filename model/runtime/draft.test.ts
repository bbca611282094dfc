import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Draft } from './draft.ts';

function draftOf(guess: readonly number[]): Draft {
  const draft = new Draft();
  draft.renew(guess, []);
  return draft;
}

/** Rounds in which a guess leads to an answer: each takes the guessed tokens up to the first wrong one, and that one. */
function roundsTo(answer: readonly number[], guess: readonly number[]): number {
  const draft = draftOf(guess);
  let rounds = 0;
  for (let at = 0; at < answer.length; rounds += 1) {
    const tried = draft.tokens(answer.length - at);
    for (let i = 0; i <= tried.length && at < answer.length; i += 1) {
      const token = answer[at]!;
      at += 1;
      draft.follow(token);
      if (token !== tried[i]) break;
    }
  }
  return rounds;
}

const guess = Array.from({ length: 60 }, (_, i) => i);
const changed = (at: number, removed: number, ...put: number[]) => guess.toSpliced(at, removed, ...put);

test('a right guess is followed at once, none takes a round a token', () => {
  assert.equal(roundsTo(guess, guess), 1);
  assert.equal(roundsTo(guess, []), 60);
});

test('after another, an added and a missing token the guess is taken up again', () => {
  assert.equal(roundsTo(changed(20, 1, 99), guess), 2);
  assert.equal(roundsTo(changed(20, 1, 98, 99), guess), 4);
  assert.equal(roundsTo(changed(20, 2), guess), 2);
});

test('after a quick second mistake only some tokens are tried, after a long right stretch many again', () => {
  const draft = draftOf(guess);
  assert.equal(draft.tokens(128).length, 60);
  assert.equal(draft.tokens(5).length, 5);
  assert.equal(draft.follow(99), false);
  assert.equal(draft.tokens(128).length, 16);
  for (let i = 0; i < 20; i += 1) assert.equal(draft.follow(i), true);
  assert.equal(draft.follow(99), false);
  assert.deepEqual(draft.tokens(128), guess.slice(21));
});

test('a guess of something else altogether costs no more rounds than none', () => {
  const other = Array.from({ length: 60 }, (_, i) => 100 + i);
  assert.equal(roundsTo(other, guess), 60);
});

test('a new guess is taken up where it begins as the answer does, and only there', () => {
  const draft = draftOf(guess);
  draft.follow(0);
  draft.follow(99);
  draft.renew([0, 98, 5, 6], [0, 99]);
  assert.deepEqual(draft.tokens(3), [2, 3, 4]);
  draft.renew([0, 99, 5, 6], [0, 99]);
  assert.deepEqual(draft.tokens(128), [5, 6]);
});
