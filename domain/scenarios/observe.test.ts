import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relativeStateRtn } from '../frames/rtn.ts';
import { length } from '../vectors/vector.ts';
import { flyAbsolute, flyScenario } from './fly-scenario.ts';

/** Motions that end far from contact, so that the noise is large against the last digit given. */
const quietMotions = ['hovering', 'flyaround', 'flyby'] as const;

/** Observed less true, in standard deviations as declared; three positions and three velocities for each observation. */
function residuals(noiseFraction: number) {
  const positions: number[] = [];
  const velocities: number[] = [];
  for (let seed = 0; seed < 20; seed++) {
    const options = { seed, motion: quietMotions[seed % 3]!, noiseFraction };
    const { states, context } = flyScenario(options).track;
    for (const [i, { own, target }] of flyAbsolute(options).entries()) {
      const truth = relativeStateRtn(own, target);
      const rangeKm = length(truth.positionRtnKm);
      const speedKmPerS = length(truth.velocityRtnKmPerS) + context!.ownMeanMotionRadPerS! * rangeKm;
      for (const axis of [0, 1, 2] as const) {
        const { positionRtnKm, velocityRtnKmPerS } = states[i]!;
        positions.push((positionRtnKm[axis] - truth.positionRtnKm[axis]) / (noiseFraction * rangeKm));
        velocities.push((velocityRtnKmPerS[axis] - truth.velocityRtnKmPerS[axis]) / (noiseFraction * speedKmPerS));
      }
    }
  }
  return { positions, velocities };
}

test('noise has no bias and the declared deviation, in position and in velocity', () => {
  const { positions, velocities } = residuals(0.01);
  for (const values of [positions, velocities]) {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((a, b) => a + b * b, 0) / values.length);
    // Four standard errors of some 4500 standard normal values.
    assert.ok(values.length > 4000);
    assert.ok(Math.abs(mean) < 0.06, `mean ${mean}`);
    assert.ok(Math.abs(deviation - 1) < 0.045, `deviation ${deviation}`);
  }
});

test('observations are at whole milliseconds, from the first moment to the last, 40 to 120 of them', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { states } = flyScenario({ seed, startUtcMs: Date.UTC(2026, 3, 1) }).track;
    assert.ok(states.length >= 40 && states.length <= 120);
    assert.equal(states[0]!.epochUtcMs, Date.UTC(2026, 3, 1));
    assert.ok(states.every(({ epochUtcMs }) => Number.isInteger(epochUtcMs)));
  }
});

/** Widths of the intervals of a gappy log in which the full one has observations, as shares of the window. */
function gapsOf(seed: number, gapFraction: number) {
  const epochs = (fraction: number) =>
    flyScenario({ seed, motion: 'flyby', gapFraction: fraction }).track.states.map(({ epochUtcMs }) => epochUtcMs);
  const [all, kept] = [epochs(0), epochs(gapFraction)];
  const durationMs = all.at(-1)! - all[0]!;
  const share = (epochUtcMs: number) => (epochUtcMs - all[0]!) / durationMs;
  const gaps = kept.slice(1).flatMap((end, i) => {
    const start = kept[i]!;
    return all.some((epoch) => epoch > start && epoch < end) ? [{ from: share(start), to: share(end) }] : [];
  });
  return { gaps, widestStep: Math.max(...all.slice(1).map((epoch, i) => share(epoch) - share(all[i]!))) };
}

test('gaps are one to three, add up to the declared share and stay away from the ends', () => {
  const counts = new Set<number>();
  for (let seed = 0; seed < 30; seed++) {
    const { gaps, widestStep } = gapsOf(seed, 0.3);
    counts.add(gaps.length);
    const total = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
    assert.ok(total >= 0.3 && total <= 0.3 + 2 * gaps.length * widestStep, `seed ${seed}: ${total}`);
    assert.ok(gaps.every(({ from, to }) => from > 0.1 - widestStep && to < 0.9 + widestStep));
  }
  assert.deepEqual([...counts].sort(), [1, 2, 3]);
});
