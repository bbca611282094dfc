import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherEvidence, standardFactsOf } from '../intentions/gather-evidence.ts';
import { type MotionLabel, motionLabels } from '../intentions/labels.ts';
import { checkPhysics } from '../intentions/physics-check.ts';
import { reason } from '../intentions/reasoning.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import { flyScenario } from './fly-scenario.ts';
import { perturbationNames, perturbScenario } from './perturb-scenario.ts';

/** Cases per motion; `SCENARIOS_PER_MOTION=1000` repeats the documented measurement and prints the table. */
const perMotion = Number(process.env.SCENARIOS_PER_MOTION ?? 100);

const cases = motionLabels.flatMap((motion) =>
  Array.from({ length: perMotion }, (_, seed) => {
    const scenario = flyScenario({ seed, motion });
    const evidence = gatherEvidence(scenario.track);
    const read = reason(rulebook, standardFactsOf(evidence)).intention.motion as MotionLabel;
    return { flown: motion, read, scenario, evidence };
  }),
);

test('reads the flown motion off at least 99 % of noisy scenarios', (t) => {
  const right = cases.filter(({ flown, read }) => flown === read).length;
  if (process.env.SCENARIOS_PER_MOTION) t.diagnostic(`${right} of ${cases.length} right\n${confusionTable()}`);
  assert.ok(right >= 0.99 * cases.length, `${right} of ${cases.length}\n${confusionTable()}`);
});

test('the physics check agrees with the flown motion in at least 99 % of noisy scenarios', () => {
  const agreed = cases.filter(({ flown, evidence }) => checkPhysics(evidence.motionFacts, flown).agrees).length;
  assert.ok(agreed >= 0.99 * cases.length, `${agreed} of ${cases.length}`);
});

test('every operation and every task occurs among the truths', () => {
  const truths = Array.from({ length: 2000 }, (_, seed) => flyScenario({ seed }).truth);
  assert.equal(new Set(truths.map(({ operation }) => operation)).size, 7);
  assert.equal(new Set(truths.map(({ task }) => task)).size, 11);
});

test('the same seed flies the same scenario, another seed another', () => {
  assert.deepEqual(flyScenario({ seed: 7 }), flyScenario({ seed: 7 }));
  assert.notDeepEqual(flyScenario({ seed: 7 }).track.states, flyScenario({ seed: 8 }).track.states);
});

test('noise changes the observations, not the flight, the reported facts or the truth', () => {
  const quiet = flyScenario({ seed: 3, motion: 'flyby', noiseFraction: 0.001 });
  const noisy = flyScenario({ seed: 3, motion: 'flyby', noiseFraction: 0.02 });
  assert.notDeepEqual(noisy.track.states, quiet.track.states);
  assert.deepEqual(noisy.track.reported, quiet.track.reported);
  assert.deepEqual(noisy.truth, quiet.truth);
});

test('a fifth of the window without observations leaves a gap of that length', () => {
  const { states } = flyScenario({ seed: 5, gapFraction: 0.2 }).track;
  const durationMs = states.at(-1)!.epochUtcMs - states[0]!.epochUtcMs;
  const widestMs = Math.max(...states.slice(1).map((state, i) => state.epochUtcMs - states[i]!.epochUtcMs));
  assert.ok(widestMs >= 0.19 * durationMs, `widest gap ${widestMs} of ${durationMs} ms`);
});

test('other wording keeps the standard facts and the truth, and no reported word', () => {
  const plain = flyScenario({ seed: 11 });
  const reworded = flyScenario({ ...plain.options, wording: 'other' });
  assert.deepEqual(reworded.standardFacts, plain.standardFacts);
  assert.deepEqual(reworded.truth, plain.truth);
  for (const [element, words] of Object.entries(plain.track.reported)) {
    assert.notEqual(reworded.track.reported[element as 'size'], words);
  }
});

test('the truth changes where a missing element takes away its ground', () => {
  const seen = flyScenario({ seed: 1, motion: 'collision' });
  const unseen = flyScenario({ ...seen.options, missing: 'cooperation' });
  assert.equal(unseen.standardFacts.cooperation, 'unknown');
  assert.equal(unseen.track.reported.cooperation, undefined);
  assert.deepEqual(unseen.truth, reason(rulebook, unseen.standardFacts).intention);
});

test('perturbing draws all four perturbations and keeps the flown motion', () => {
  const scenario = flyScenario({ seed: 2 });
  const perturbed = Array.from({ length: 40 }, (_, seed) => perturbScenario(scenario, seed));
  assert.deepEqual(new Set(perturbed.map(({ perturbation }) => perturbation)), new Set(perturbationNames));
  assert.ok(perturbed.every(({ truth }) => truth.motion === scenario.truth.motion));
});

/** Markdown: flown motions down, read motions across. */
function confusionTable(): string {
  const rows = motionLabels.map((flown) => {
    const counts = motionLabels.map((read) => cases.filter((c) => c.flown === flown && c.read === read).length);
    return `| ${flown} | ${counts.join(' | ')} |`;
  });
  return [`| flown \\ read | ${motionLabels.join(' | ')} |`, `|${'---|'.repeat(8)}`, ...rows].join('\n');
}
