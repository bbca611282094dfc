import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MotionFacts } from '#domain';
import { english } from '../http/words.ts';
import { approachTable, markedApproaches } from './motion-events.ts';

/** Approaches at these ranges, one a minute. */
const approaching = (...rangesKm: readonly number[]) =>
  ({
    closestApproaches: rangesKm.map((rangeKm, index) => ({
      epochUtcMs: index * 60_000,
      rangeKm,
      relativeSpeedKmPerS: 0.001,
      positionRtnKm: [0, rangeKm, 0],
      atEdge: index === 0 ? 'start' : undefined,
    })),
  }) as unknown as MotionFacts;

test('the nearest approaches are marked, numbered and told in order of time', () => {
  const marked = markedApproaches(approaching(9, 1, 8, 2, 7, 3, 6, 4, 5, 10));
  assert.deepEqual(
    marked.map(({ number }) => number),
    [2, 3, 4, 5, 6, 7, 8, 9],
  );
  assert.deepEqual(
    marked.filter(({ isNearest }) => isNearest).map(({ number }) => number),
    [2],
  );
});

test('a long table keeps the nearest rows, links only those on the plots and tells how many there were', () => {
  const table = approachTable(approaching(...Array.from({ length: 30 }, (_, index) => 30 - index)), english);
  assert.deepEqual([table.count, table.rows.length, table.rows[0]?.number], [30, 20, 11]);
  assert.equal(table.rows.filter(({ markId }) => markId !== null).length, 8);
});

test('lengths are in meters when none reaches a kilometer, and edges are told', () => {
  const table = approachTable(approaching(0.5, 0.25), english);
  assert.deepEqual([table.unit, table.rows[0]?.range], ['m', '500.0']);
  assert.deepEqual(
    table.rows.map(({ remark }) => remark),
    ['at the start of what is known', 'nearest'],
  );
});
