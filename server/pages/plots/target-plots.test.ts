import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativeState } from '#domain';
import { english } from '../../http/words.ts';
import { projectionsPlot } from './projections-plot.ts';
import { timePlot } from './time-plot.ts';

const described = { id: 'x', title: 'title', description: 'description' };
const line = (epochs: readonly number[]): RelativeState[] =>
  epochs.map((epochUtcMs, index) => ({
    epochUtcMs,
    positionRtnKm: [1, epochUtcMs / 100, (-1) ** index],
    velocityRtnKmPerS: [0, 0.01, 0],
    line: index,
  }));
const times = [0, 100, 200, 300, 400];
const drawTimes = (states: readonly RelativeState[], more: Partial<Parameters<typeof timePlot>[2]> = {}) =>
  timePlot(described, states, { marks: [], stays: [], shades: [], chosen: [], ...more }, english).markup;
const pathsOf = (markup: string, name: string) =>
  [...markup.matchAll(new RegExp(`<path class="${name}" d="([^"]*)"`, 'g'))].map(([, d]) => d!);

test('lines stop at a gap and go on behind it', () => {
  const markup = drawTimes(line([...times, 5000, 5100, 5200]));
  assert.deepEqual(
    [...pathsOf(markup, 'path'), ...pathsOf(markup, 'path second')].map((d) => d.match(/M/g)?.length),
    [2, 2],
  );
  const projections = projectionsPlot(described, line([...times, 5000, 5100]), [], [], english).markup;
  assert.deepEqual(
    pathsOf(projections, 'path').map((d) => d.match(/M/g)?.length),
    [2, 2, 2],
  );
});

test('a chosen window is a band on both time panels and a thick path on the three projections', () => {
  const chosen = [{ startUtcMs: 100, endUtcMs: 300 }];
  assert.equal(drawTimes(line(times), { chosen }).match(/class="chosen"/g)?.length, 2);
  const projections = projectionsPlot(described, line(times), [], chosen, english).markup;
  assert.equal(pathsOf(projections, 'chosen-path').length, 3);
  const instant = projectionsPlot(described, line(times), [], [{ startUtcMs: 190, endUtcMs: 210 }], english).markup;
  assert.equal(instant.match(/class="chosen-point"/g)?.length, 3);
  assert.doesNotMatch(drawTimes(line(times)), /chosen/);
});

test('a maneuver is a line through both panels whose shape leads to its row', () => {
  const link = { href: '#maneuver-1', label: 'Maneuver 1', isTabStop: true };
  const markup = drawTimes(line(times), { marks: [{ kind: 'maneuver', epochUtcMs: 200, words: '', link }] });
  assert.match(markup, /<line class="event maneuver"[^>]*y1="24" y2="350"/);
  assert.match(markup, /<a href="#maneuver-1" class="event-link" aria-label="Maneuver 1">/);
  assert.match(markup, /role="group"/);
});

test('all three projections have one scale and the own spacecraft in the picture', () => {
  const { markup } = projectionsPlot(described, line(times), [], [], english);
  const layers = [...markup.matchAll(/data-columns="(\w) (\w)" data-x="(\S+) (\S+)" data-y="(\S+) (\S+)" data-box="([^"]*)"/g)]; // biome-ignore format: one line reads better
  assert.deepEqual(
    layers.map(([, x, y]) => `${y}/${x}`),
    ['r/t', 'r/n', 'n/t'],
  );
  for (const [, , , xAtZero, xSlope, yAtZero, ySlope, box] of layers) {
    const [left, top, right, bottom] = box!.split(' ').map(Number) as [number, number, number, number];
    assert.ok(Math.abs(Number(xSlope) + Number(ySlope)) < 1e-9);
    assert.equal(right - left, bottom - top);
    assert.ok(Number(xAtZero) > left && Number(xAtZero) < right && Number(yAtZero) > top && Number(yAtZero) < bottom);
  }
  assert.equal(new Set(layers.map(([, , , , slope]) => Number(slope).toFixed(9))).size, 1);
});

test('ten thousand states are a drawing of bounded size, and one state is no fault', () => {
  const states = line(Array.from({ length: 10_000 }, (_, index) => index)).map((state, index): RelativeState => {
    const turn = index / 150;
    return { ...state, positionRtnKm: [Math.cos(turn), -2 * Math.sin(turn), 0.5 * Math.sin(turn)] };
  });
  assert.ok(drawTimes(states).length < 80_000);
  assert.ok(projectionsPlot(described, states, [], [], english).markup.length < 120_000);
  assert.ok(drawTimes(line([0])).length > 0);
  assert.ok(projectionsPlot(described, line([0]), [], [], english).markup.length > 0);
});
