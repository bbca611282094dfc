import {
  type Evidence,
  flyScenario,
  gatherEvidence,
  type Intention,
  type MotionLabel,
  type ReportedElementName,
  reportedElementNames,
  type ScenarioOptions,
  type Track,
} from '#domain';
import { type SeedUse, scenarioSeed } from './scenario-seeds.ts';

/** Whether the observer saw things as usual, or everything was a little worse in one respect. */
export const setNames = ['nominal', 'perturbed'] as const;

export type SetName = (typeof setNames)[number];

/** A set to tune on: every fourth scenario is perturbed, so that robustness is learned as well. */
const mixedEvery = 4;

/** Ways in which a perturbed scenario is worse than usual; they take turns through a set. */
export const perturbationKinds = ['noise', 'gap', 'wording', 'missing'] as const;

export type PerturbationKind = (typeof perturbationKinds)[number];

/** One simulated target with its known truth. */
export interface SimulatedTarget {
  readonly track: Track;
  readonly truth: Intention;
  readonly perturbation: PerturbationKind | null;
}

export interface SimulatedSetOptions {
  readonly use: SeedUse;
  readonly setSeed: number;
  readonly count: number;
  readonly set: SetName | 'mixed';
  /** All targets do this. @default drawn from the seed, all motions as likely */
  readonly motion?: MotionLabel;
}

/** Two and a half times the worst noise of a nominal scenario. */
const perturbedNoiseFraction = 0.05;
const perturbedGapFraction = 0.25;

/** Simulated targets, one after another; the same options give the same targets on every machine. */
export function* simulatedSet(options: SimulatedSetOptions): Generator<SimulatedTarget> {
  const { use, setSeed, count, set, motion } = options;
  for (let i = 0; i < count; i++) {
    const perturbedIndex = indexAmongPerturbed(set, i);
    const { track, truth } = flyScenario({
      seed: scenarioSeed(use, setSeed, i),
      targetId: `target-${String(i + 1).padStart(5, '0')}`,
      ...(motion === undefined ? {} : { motion }),
      ...perturbedOptions(perturbedIndex),
    });
    yield { track, truth, perturbation: kindOf(perturbedIndex) };
  }
}

/** A simulated target as the model is told of it. */
export interface SimulatedCase extends SimulatedTarget {
  readonly evidence: Evidence;
}

/** A whole simulated set with its evidence. */
export const simulatedCases = (options: SimulatedSetOptions): readonly SimulatedCase[] =>
  Array.from(simulatedSet(options), (target) => ({ ...target, evidence: gatherEvidence(target.track) }));

/** The how-manieth perturbed scenario of its set the i-th one is; null when it is nominal. */
function indexAmongPerturbed(set: SetName | 'mixed', i: number): number | null {
  if (set === 'nominal') return null;
  if (set === 'perturbed') return i;
  return i % mixedEvery === mixedEvery - 1 ? Math.floor(i / mixedEvery) : null;
}

const kindOf = (index: number | null): PerturbationKind | null =>
  index === null ? null : perturbationKinds[index % perturbationKinds.length]!;

function perturbedOptions(index: number | null): Partial<ScenarioOptions> {
  switch (kindOf(index)) {
    case 'noise':
      return { noiseFraction: perturbedNoiseFraction };
    case 'gap':
      return { gapFraction: perturbedGapFraction };
    case 'wording':
      return { wording: 'other' };
    case 'missing':
      return { missing: elementMissing(index ?? 0) };
    case null:
      return {};
  }
}

/** The elements take turns in being missing. */
const elementMissing = (index: number): ReportedElementName =>
  reportedElementNames[Math.floor(index / perturbationKinds.length) % reportedElementNames.length]!;
