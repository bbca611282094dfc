import { nominalRecords, type RecordSet, rulebook, variedRecords } from '#domain';
import { type Example, exampleOf, type Strategy } from '#prompts';

/**
 * Examples for a strategy from the data set, one after another; the same set gives the same examples.
 *
 * @param variedShare  share of them told in many more sentences and with one thing worse, 0 … 1
 */
export function* simulateExamples(set: RecordSet, variedShare: number, strategy: Strategy): Generator<Example> {
  const variedCount = Math.round(variedShare * set.count);
  for (const record of nominalRecords({ ...set, count: set.count - variedCount }))
    yield exampleOf(record, strategy, rulebook);
  for (const record of variedRecords({ ...set, count: variedCount })) yield exampleOf(record, strategy, rulebook);
}

/** The same, all at once. */
export const datasetExamples = (set: RecordSet, variedShare: number, strategy: Strategy): readonly Example[] => [
  ...simulateExamples(set, variedShare, strategy),
];
