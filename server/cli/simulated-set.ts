import {
  type Evidence,
  flyScenario,
  gatherEvidence,
  type Intention,
  type MotionLabel,
  type PerturbationName,
  perturbScenario,
  type Track,
} from '#domain';
import { type SeedUse, scenarioSeed } from './scenario-seeds.ts';

/** Whether the observer saw things as usual, or every target was seen worse in one respect. */
export const setNames = ['nominal', 'perturbed'] as const;

export type SetName = (typeof setNames)[number];

/** A set to tune on: every fourth target is perturbed, so that robustness is learned as well. */
const mixedEvery = 4;

/** One simulated target with its known truth. */
export interface SimulatedTarget {
  readonly track: Track;
  readonly truth: Intention;
  readonly perturbation: PerturbationName | null;
}

export interface SimulatedSetOptions {
  readonly use: SeedUse;
  readonly setSeed: number;
  readonly count: number;
  readonly set: SetName | 'mixed';
  /** All targets do this. @default drawn from the seed, all motions as likely */
  readonly motion?: MotionLabel;
}

/**
 * Simulated targets, one after another; the same options give the same targets on every machine, and the n-th target of
 * the perturbed set is the n-th of the nominal one, seen worse.
 */
export function* simulatedSet(options: SimulatedSetOptions): Generator<SimulatedTarget> {
  const { use, setSeed, count, set, motion } = options;
  for (let i = 0; i < count; i++) {
    const seed = scenarioSeed(use, setSeed, i);
    const targetId = `target-${String(i + 1).padStart(5, '0')}`;
    const scenario = flyScenario({ seed, targetId, ...(motion && { motion }) });
    const isPerturbed = set === 'perturbed' || (set === 'mixed' && i % mixedEvery === mixedEvery - 1);
    yield isPerturbed ? perturbScenario(scenario, seed) : { ...scenario, perturbation: null };
  }
}

/** A simulated target as the model is told of it. */
export interface SimulatedCase extends SimulatedTarget {
  readonly evidence: Evidence;
}

/** A whole simulated set with its evidence. */
export const simulatedCases = (options: SimulatedSetOptions): readonly SimulatedCase[] =>
  Array.from(simulatedSet(options), (target) => ({ ...target, evidence: gatherEvidence(target.track) }));
