import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Evidence, gatherEvidence } from '#domain';
import { simulatedTracks } from '../testing/test-console.ts';
import { timeOfStep } from './step-windows.ts';

const evidence = gatherEvidence(simulatedTracks(1)[0]!);
const { motion, device, lighting } = evidence.elements;
const at = (startUtcMs: number, endUtcMs: number) => ({ startUtcMs, endUtcMs });
const facts = (changed: Partial<Evidence['motionFacts']>): Evidence => ({
  ...evidence,
  motionFacts: { ...evidence.motionFacts, ...changed },
});

test('trend and turn, and what is reported, rest on all that was observed', () => {
  for (const [text, element] of [
    ['steady means staying', motion],
    ['here part turn', motion],
    ['camera means photograph', device],
    ['light full sunlight, yes', lighting],
  ] as const)
    assert.deepEqual(timeOfStep(text, element, evidence), { of: 'all', windows: [evidence.window] }, text);
});

test('the speed rests on the time around the closest approach, within the window', () => {
  const { of, windows } = timeOfStep('here slow', motion, facts({ closestEpochUtcMs: evidence.window.endUtcMs }));
  assert.equal(of, 'closest');
  assert.equal(windows[0]!.endUtcMs, evidence.window.endUtcMs);
  assert.ok(windows[0]!.startUtcMs < evidence.window.endUtcMs);
});

test('a swerve rests on every maneuver, and no swerve on the time up to the closest approach', () => {
  const maneuver = { epochUtcMs: 5, deltaVRtnKmPerS: [0, 0, 0], sigmaKmPerS: 0 } as const;
  const two = facts({ maneuvers: [{ ...maneuver, window: at(4, 6) }, { ...maneuver, window: at(8, 9) }] }); // biome-ignore format: one line reads better
  assert.deepEqual(timeOfStep('here swerve', motion, two), { of: 'maneuvers', windows: [at(4, 6), at(8, 9)] });
  const { of, windows } = timeOfStep('here no swerve', motion, facts({ maneuvers: [] }));
  assert.deepEqual([of, windows[0]!.endUtcMs], ['untilClosest', evidence.motionFacts.closestEpochUtcMs]);
});

test('computed light rests on the stretch of that light around the closest approach', () => {
  const lit = { lighting: 'full sunlight', startUtcMs: 0, endUtcMs: 50 } as const;
  const dark = { lighting: 'eclipse', startUtcMs: 50, endUtcMs: 90 } as const;
  const context = { lighting: { focusUtcMs: 60, intervals: [lit, dark] } } as unknown as Evidence['context'];
  const computed = { ...lighting, origin: 'computed' } as const;
  assert.deepEqual(timeOfStep('light eclipse, no', computed, { ...evidence, context: context! }), {
    of: 'light',
    windows: [at(50, 90)],
  });
});
