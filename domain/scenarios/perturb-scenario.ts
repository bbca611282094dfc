import { reportedElementNames } from '../intentions/evidence.ts';
import { flyScenario, type Scenario } from './fly-scenario.ts';
import { createRandom } from './random.ts';

/** Ways in which a record may differ from the ones a model was tuned on. */
export const perturbationNames = ['other wording', 'missing element', 'more noise', 'gaps'] as const;

export type PerturbationName = (typeof perturbationNames)[number];

/** A scenario flown again under worse conditions. */
export interface PerturbedScenario extends Scenario {
  readonly perturbation: PerturbationName;
}

/** Noise of a perturbed scenario, times that of the nominal one. */
const noiseFactor = 3;

/** Share of the window without observations in a perturbed scenario. */
const gapFraction = 0.2;

/**
 * Flies a scenario again with the same seed and one thing made worse, drawn from a seed of its own:
 * every fact in other words, one fact missing, three times the noise, or gaps over a fifth of the window.
 *
 * The truth follows what is still reported: without the device nobody can tell the operation.
 */
export function perturbScenario({ options, track }: Scenario, seed: number): PerturbedScenario {
  const random = createRandom(seed);
  const perturbation = random.fork('perturbation').pick(perturbationNames);
  const known = reportedElementNames.filter((element) => track.reported[element] !== undefined);
  const changes = {
    'other wording': { wording: 'other' },
    'missing element': { missing: random.fork('missing').pick(known) },
    'more noise': { noiseFraction: noiseFactor * options.noiseFraction },
    gaps: { gapFraction },
  } as const;
  return { ...flyScenario({ ...options, ...changes[perturbation] }), perturbation };
}
