import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsIn } from '../http/words.ts';
import type { AnswerSummary } from '../store/target-rows.ts';
import { alertReason } from './alert-words.ts';

const now = new Date('2026-03-01T12:00:00Z');
const words = wordsIn('en');

const attack: AnswerSummary = {
  assessmentId: 1,
  assessedUtc: '2026-03-01T11:00:00.000Z',
  motion: 'collision',
  operation: 'none',
  task: 'attack',
  confidence: 0.9,
  confidences: { motion: 0.99, operation: 0.95, task: 0.98 },
  physicsResolvable: true,
  physicsAgrees: true,
  pattern: 'straight-line approach',
  rangeTrend: 'falling',
  endSpeed: 'fast',
  closestKm: 0.12,
  closestUtc: '2026-03-01T15:00:00.000Z',
  strategy: 'cot',
};

test('the reason names the deciding label, the course and the closest approach', () => {
  const reason = alertReason(attack, now, words);
  assert.equal(reason?.facts, 'task attack at 98.0 %; arriving fast; closest 120 m in 3 h');
  assert.equal(reason?.rule, 'runs into the own spacecraft on purpose');
  assert.deepEqual(reason?.doubts, []);
});

test('a closest approach that is over is told as ago, a distant one by its day', () => {
  const factsAt = (closestUtc: string) => alertReason({ ...attack, closestUtc }, now, words)?.facts;
  assert.match(factsAt('2026-03-01T11:15:00.000Z')!, /closest 120 m 45 min ago$/);
  assert.match(factsAt('2026-01-01T00:00:00.000Z')!, /closest 120 m on 2026-01-01$/);
});

test('low confidence and physics that disagrees or cannot check are told', () => {
  const kinds = (change: Partial<AnswerSummary>) =>
    alertReason({ ...attack, ...change }, now, words)?.doubts.map(({ text }) => text);
  assert.deepEqual(kinds({ confidence: 0.69 }), ['low confidence, 69.0 % for all three labels together']);
  assert.deepEqual(kinds({ physicsAgrees: false }), ['the computed motion disagrees with the motion label']);
  assert.deepEqual(kinds({ physicsResolvable: false, physicsAgrees: false }), [
    'the motion is too small to be checked',
  ]);
});

test('an answer that cannot be read has no reason', () => {
  assert.equal(alertReason({ ...attack, motion: null, operation: null, task: null }, now, words), null);
});

test('what an older assessment did not keep is left out', () => {
  const reason = alertReason({ ...attack, rangeTrend: null, closestKm: null }, now, wordsIn('zh-Hans'));
  assert.equal(reason?.facts, '任务：攻击，置信度 98.0 %');
});
