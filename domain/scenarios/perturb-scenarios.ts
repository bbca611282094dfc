import { flyScenario, type Scenario } from './fly-scenario.ts';
import { disturbanceOf, type PerturbationName, perturbationNames } from './perturbations.ts';
import { canDisturb } from './telling/disturb-report.ts';

/** A scenario flown again with one thing worse. */
export interface PerturbedScenario extends Scenario {
  readonly perturbation: PerturbationName;
}

/**
 * Flies scenarios again, each with one thing worse and all else as it was. Kinds take turns, so that each has its equal
 * share; a scenario that a kind cannot happen to takes the next one, and that kind waits.
 *
 * The truth follows what is still reported: without the device nobody can tell the operation.
 */
export function* perturbScenarios(
  scenarios: Iterable<Scenario>,
  kinds: readonly PerturbationName[] = perturbationNames,
): Generator<PerturbedScenario> {
  const waiting: PerturbationName[] = [];
  for (const scenario of scenarios) {
    if (waiting.length < kinds.length) waiting.push(...kinds);
    const perturbation = waiting.find((kind) => canHappenTo(scenario, kind))!;
    waiting.splice(waiting.indexOf(perturbation), 1);
    yield { ...flyScenario({ ...scenario.options, perturbation }), perturbation };
  }
}

function canHappenTo({ report }: Scenario, perturbation: PerturbationName): boolean {
  const disturbance = disturbanceOf(perturbation);
  return disturbance === undefined || canDisturb(report, disturbance);
}
