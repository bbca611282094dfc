import type { MotionLabel } from '../intentions/labels.ts';
import { flyScenario, type Scenario } from '../scenarios/fly-scenario.ts';
import type { LanguageName, LanguageTier } from '../scenarios/telling/language.ts';
import { type SeedUse, scenarioSeed } from './scenario-seeds.ts';

export interface ScenarioSet {
  readonly use: SeedUse;
  readonly setSeed: number;
  readonly count: number;
  /** All targets do this. @default drawn from the seed, all motions as likely */
  readonly motion?: MotionLabel | undefined;
  /** Whose language observers speak. @default that of the use */
  readonly language?: LanguageName | undefined;
}

/** Observers of a split speak its language; those of a user's own simulations that of training. */
const languageOfUse: Readonly<Record<SeedUse, LanguageTier>> = {
  simulation: 'training',
  training: 'training',
  validation: 'validation',
  test: 'test',
};

/** Simulated scenarios, one after another; the same options give the same ones on every machine. */
export function* scenarioSet({
  use,
  setSeed,
  count,
  motion,
  language = languageOfUse[use],
}: ScenarioSet): Generator<Scenario> {
  for (let index = 0; index < count; index++) {
    const seed = scenarioSeed(use, setSeed, index);
    const targetId = `target-${String(index + 1).padStart(5, '0')}`;
    yield flyScenario({ seed, targetId, language, ...(motion && { motion }) });
  }
}
