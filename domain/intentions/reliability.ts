import { type Reliability, reliabilityGrades } from './evidence.ts';

/** The weakest of several facts that are all needed; the first of equals. */
export function weakest(facts: readonly [Reliability, ...Reliability[]]): Reliability {
  const rank = ({ grade }: Reliability) => reliabilityGrades.indexOf(grade);
  return facts.reduce((worst, fact) => (rank(fact) > rank(worst) ? fact : worst));
}
