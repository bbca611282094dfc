import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Curve, curvesPlot } from './curves-plot.ts';

const described = { id: 'x', title: 'a < b', description: 'c' };
const axes = { step: 'step', value: 'loss', scale: 'logarithmic' } as const;
const curve = (values: readonly number[]): Curve => ({
  name: 'curve',
  points: values.map((value, i) => ({ step: i + 1, value })),
  isMarked: true,
});
const ticksOf = (markup: string) =>
  [...markup.matchAll(/class="tick"[^>]*text-anchor="end">([^<]*)</g)].map((match) => match[1]);

test('a logarithmic axis encloses the curve by round values, finer where it is narrow', () => {
  assert.deepEqual(ticksOf(curvesPlot(described, axes, [curve([3, 0.4])]).markup), ['0.2', '0.5', '1.0', '2.0', '5.0']);
  assert.deepEqual(ticksOf(curvesPlot(described, axes, [curve([8.5, 6.2])]).markup), ['6', '7', '8', '9']);
});

test('nothing, one point and a loss of 0 make a plot without holes in its numbers', () => {
  for (const curves of [[], [curve([])], [curve([1])], [curve([0, 0.5])], [curve([0])]])
    assert.doesNotMatch(curvesPlot(described, axes, curves).markup, /NaN|Infinity|undefined/);
});

test('percent reach from 0 to 100, and a long run keeps its peaks in few points', () => {
  const long = Array.from({ length: 50_000 }, (_, i) => (i === 777 ? 99 : 10));
  const { markup } = curvesPlot(described, { ...axes, scale: 'percent' }, [{ ...curve(long), isMarked: false }]);
  assert.deepEqual(ticksOf(markup), ['0', '20', '40', '60', '80', '100']);
  assert.ok(markup.length < 60_000, String(markup.length));
  assert.match(markup, / 38\.0/);
});
