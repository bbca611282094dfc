import assert from 'node:assert/strict';
import { test } from 'node:test';
import { english, wordsIn } from '../http/words.ts';
import type { AssessmentSummary } from '../store/assessment-rows.ts';
import { historyView, inOrderOfTime, labelChanges } from './assessment-history.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 1);
const one = (id: number, hours: number, motion: string | null, task = 'unclear'): AssessmentSummary => ({
  id,
  trackId: id,
  createdUtc: '2026-04-01T00:00:00.000Z',
  windowStartUtcMs: start + (hours - 1) * hour,
  windowEndUtcMs: start + hours * hour,
  strategy: 'cot',
  source: 'log.csv',
  adapterName: null,
  labels: { motion, operation: 'none', task },
  confidence: 0.9,
  physicsAgrees: true,
});

test('changes are told level by level in order of time, whatever the order they came in', () => {
  const inOrder = inOrderOfTime([one(3, 9, 'hovering', 'support'), one(1, 1, 'rendezvous'), one(2, 5, 'rendezvous')]);
  assert.deepEqual(
    labelChanges(inOrder).map(({ level, from, to, assessmentId }) => [level, from, to, assessmentId]),
    [
      ['motion', 'rendezvous', 'hovering', 3],
      ['task', 'unclear', 'support', 3],
    ],
  );
});

test('another reading of the same window is no change of the target, and says so', () => {
  const [change] = labelChanges([one(1, 2, 'flyby'), { ...one(2, 2, null), strategy: 'basic' }]);
  assert.deepEqual([change?.to, change?.isSameWindow], [null, true]);
  const { chart } = historyView('x', [one(1, 2, 'flyby'), one(2, 2, null)], 1, english);
  assert.equal(chart, null);
});

test('a change is marked by a shape that links to its assessment, with both words', () => {
  const { chart, changes } = historyView('a/b', [one(1, 1, 'rendezvous'), one(2, 90, 'hovering')], 2, english);
  assert.match(
    chart!.markup,
    /<a href="\/targets\/a%2Fb\?assessment=2" class="event-link" aria-label="rendezvous → hovering">/,
  );
  assert.match(chart!.markup, />rendezvous → hovering<\/text>/);
  assert.deepEqual(
    changes.map(({ href, fromWords, toWords }) => [href, fromWords, toWords]),
    [['/targets/a%2Fb?assessment=2', 'rendezvous', 'hovering']],
  );
  const inChinese = historyView('x', [one(1, 1, 'rendezvous'), one(2, 90, 'hovering')], 2, wordsIn('zh-Hans'));
  assert.match(inChinese.chart!.markup, /会合 → 悬停/);
});

test('hundreds of assessments are a drawing of bounded size, with few stops of the keyboard', () => {
  const many = Array.from({ length: 900 }, (_, id) => one(id, id, id % 7 === 0 ? 'flyby' : 'hovering'));
  const { chart, changes, rows, count, shownCount, isLong } = historyView('x', many, 899, english);
  assert.ok(chart!.markup.length < 300_000, String(chart!.markup.length));
  assert.doesNotMatch(chart!.markup, /<a [^>]*aria-label="[^"]*">/);
  assert.match(chart!.markup, /answer-mark current/);
  assert.deepEqual([changes.length, rows.length, count, shownCount, isLong], [40, 40, 900, 40, true]);
  const texts = chart!.markup.match(/→[^<]*<\/text>/g) ?? [];
  assert.ok(texts.length < 12, String(texts.length));
});
