import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { relativeStateRtn } from '../frames/rtn.ts';
import { gatherEvidence, standardFactsOf } from '../intentions/gather-evidence.ts';
import { type MotionLabel, motionLabels } from '../intentions/labels.ts';
import { checkPhysics } from '../intentions/physics-check.ts';
import { reason } from '../intentions/reasoning.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import { length } from '../vectors/vector.ts';
import { flyMotion } from './fly-motion.ts';
import { flyAbsolute, flyScenario } from './fly-scenario.ts';
import { perturbScenarios } from './perturb-scenarios.ts';
import { perturbationNames } from './perturbations.ts';
import { createRandom } from './random.ts';

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
  const truths = cases.map(({ scenario }) => scenario.truth);
  assert.equal(new Set(truths.map(({ operation }) => operation)).size, 7);
  assert.equal(new Set(truths.map(({ task }) => task)).size, 11);
});

test('the same seed flies the same scenario, another seed another', () => {
  assert.deepEqual(flyScenario({ seed: 7 }), flyScenario({ seed: 7 }));
  assert.notDeepEqual(flyScenario({ seed: 7 }).track.states, flyScenario({ seed: 8 }).track.states);
});

// Every state of these tracks, at the digits given; another value means that all tuned models saw other flights.
test('seven scenarios are the very ones that they were', () => {
  const states = motionLabels.map((motion, seed) => flyScenario({ seed, motion }).track.states);
  assert.equal(createHash('sha256').update(JSON.stringify(states)).digest('hex').slice(0, 16), 'baf966864e6e4739');
});

/** Ranges and relative speeds on the true path, at the epochs of the observations. */
function truePath(motion: MotionLabel, seed: number) {
  const encounters = flyAbsolute({ seed, motion });
  const states = encounters.map(({ own, target }) => relativeStateRtn(own, target));
  const rangesKm = states.map(({ positionRtnKm }) => length(positionRtnKm));
  const durationS = (encounters.at(-1)!.own.epochUtcMs - encounters[0]!.own.epochUtcMs) / 1000;
  return {
    startKm: rangesKm[0]!,
    endKm: rangesKm.at(-1)!,
    leastKm: Math.min(...rangesKm),
    mostKm: Math.max(...rangesKm),
    endSpeedShare: (length(states.at(-1)!.velocityRtnKmPerS) * durationS) / rangesKm[0]!,
  };
}

type TruePath = ReturnType<typeof truePath>;

/** The decisions of data/taxonomy/labels.json as conditions on the true path. */
const labelConditions: Readonly<Record<MotionLabel, (path: TruePath) => boolean>> = {
  hovering: ({ mostKm, leastKm }) => mostKm < 1.5 * leastKm,
  flyaround: ({ mostKm, leastKm }) => mostKm < 2.6 * leastKm,
  flyby: ({ startKm, leastKm, endKm }) => leastKm < startKm / 1.5 && endKm > 1.5 * leastKm && leastKm > 0.03 * startKm,
  retreat: ({ startKm, leastKm, endKm }) =>
    leastKm < startKm / 1.5 && endKm > 1.5 * leastKm && leastKm > 0.03 * startKm,
  rendezvous: ({ startKm, endKm, endSpeedShare }) => endKm < 0.03 * startKm && endSpeedShare < 0.4,
  collision: ({ startKm, endKm, endSpeedShare }) => endKm < 0.03 * startKm && endSpeedShare >= 0.4,
  randomness: ({ mostKm, leastKm }) => mostKm > 1.5 * leastKm,
};

for (const motion of motionLabels) {
  test(`the true path of ${motion} meets the decision of its label`, () => {
    for (let seed = 0; seed < 15; seed++) {
      const path = truePath(motion, seed);
      assert.ok(labelConditions[motion](path), `seed ${seed}: ${JSON.stringify(path)}`);
    }
  });
}

test('a flyby is flown without an impulse, a retreat with one', () => {
  for (let seed = 0; seed < 10; seed++) {
    assert.equal(flyMotion('flyby', 0, createRandom(seed)).legs.length, 1);
    assert.equal(flyMotion('retreat', 0, createRandom(seed)).legs.length, 2);
  }
});

test('the track tells the own orbit, and all kinds of it are drawn', () => {
  const contexts = Array.from({ length: 60 }, (_, seed) => flyScenario({ seed, motion: 'retreat' }).track.context!);
  assert.ok(contexts.every(({ origin }) => origin === 'observed'));
  const kinds = contexts.map(({ ownMeanMotionRadPerS, ownEccentricity }) =>
    ownEccentricity! > 0.05 ? 'eccentric' : ownMeanMotionRadPerS! > 5e-4 ? 'low' : 'geostationary',
  );
  assert.deepEqual(new Set(kinds), new Set(['eccentric', 'low', 'geostationary']));
});

test('every motion can be flown about every kind of orbit', () => {
  for (const motion of motionLabels) {
    for (const orbit of ['low', 'geostationary', 'eccentric'] as const) {
      for (let seed = 0; seed < 5; seed++) {
        const { ownEccentricity } = flyScenario({ seed, motion, orbit }).track.context!;
        assert.equal(ownEccentricity! > 0.05, orbit === 'eccentric');
      }
    }
  }
});

test('noise changes the observations, not the flight, the reported facts or the truth', () => {
  const quiet = flyScenario({ seed: 3, motion: 'flyby', noiseFraction: 0.001 });
  const noisy = flyScenario({ seed: 3, motion: 'flyby', noiseFraction: 0.02 });
  assert.notDeepEqual(noisy.track.states, quiet.track.states);
  assert.deepEqual(noisy.track.reported, quiet.track.reported);
  assert.deepEqual(noisy.truth, quiet.truth);
});

test('an observer of another tier tells the same facts in other words', () => {
  const training = flyScenario({ seed: 11 });
  const test = flyScenario({ seed: 11, language: 'test' });
  assert.deepEqual(test.standardFacts, training.standardFacts);
  assert.deepEqual(test.track.states, training.track.states);
  assert.notDeepEqual(test.track.reported, training.track.reported);
});

test('the truth changes where a missing element takes away its ground', () => {
  const changed = Array.from({ length: 30 }, (_, seed) => {
    const usual = flyScenario({ seed, motion: 'collision' });
    const { perturbedElement, standardFacts, truth } = flyScenario({
      ...usual.options,
      perturbation: 'missing element',
    });
    assert.equal(standardFacts[perturbedElement!], 'unknown');
    assert.deepEqual(truth, reason(rulebook, standardFacts).intention);
    return truth.task !== usual.truth.task;
  });
  assert.ok(changed.includes(true) && changed.includes(false));
});

test('perturbations take turns, and keep flight and motion', () => {
  const scenarios = Array.from({ length: 22 }, (_, seed) => flyScenario({ seed, language: 'test' }));
  const perturbed = [...perturbScenarios(scenarios)];
  const counts = perturbationNames.map((name) => perturbed.filter(({ perturbation }) => perturbation === name).length);
  assert.deepEqual(
    counts,
    perturbationNames.map(() => 2),
  );
  assert.deepEqual(
    perturbed.map(({ truth }) => truth.motion),
    scenarios.map(({ truth }) => truth.motion),
  );
});

test('noise and gaps alone change what the sensor sees', () => {
  const usual = flyScenario({ seed: 5, language: 'test' });
  for (const perturbation of perturbationNames) {
    const { track } = flyScenario({ ...usual.options, perturbation });
    const isOfSensor = perturbation === 'numeric noise' || perturbation === 'gaps';
    assert.equal(JSON.stringify(track.states) !== JSON.stringify(usual.track.states), isOfSensor, perturbation);
  }
});

/** Markdown: flown motions down, read motions across. */
function confusionTable(): string {
  const rows = motionLabels.map((flown) => {
    const counts = motionLabels.map((read) => cases.filter((c) => c.flown === flown && c.read === read).length);
    return `| ${flown} | ${counts.join(' | ')} |`;
  });
  return [`| flown \\ read | ${motionLabels.join(' | ')} |`, `|${'---|'.repeat(8)}`, ...rows].join('\n');
}
