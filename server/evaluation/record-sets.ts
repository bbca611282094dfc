import { type LabeledRecord, nominalRecords, perturbedRecords, withoutDecidingFact } from '#domain';
import type { MotionSource } from '#prompts';
import type { ReportedSet, SetName } from '#tuner';

/** A set of simulated records. */
export type BuiltInSet = Exclude<ReportedSet, 'own labels'>;

/** What contestants are tried on; see {@link recordGroups}. */
export const builtInSets: readonly BuiltInSet[] = ['true facts', 'nominal', 'perturbed', 'deleted fact'];

/** Records to put to a contestant, and whose motion they tell. */
export interface RecordGroup {
  readonly name: SetName;
  readonly motion: MotionSource;
  readonly records: readonly LabeledRecord[];
}

/** Validation records that temperatures are fitted on. */
const validationCount = 500;

/** The sets asked for, after the validation set that calibration needs, with the records each is drawn from. */
export const setSizes = (
  count: number,
  sets: readonly BuiltInSet[],
): readonly { readonly name: 'validation' | BuiltInSet; readonly count: number }[] => [
  { name: 'validation', count: Math.min(count, validationCount) },
  ...sets.map((name) => ({ name, count })),
];

/**
 * The same with their records: as told with the motion as flown (`true facts`) and as read from noisy states (`nominal`,
 * `validation`), each with one thing worse (`perturbed`), and each without the fact that decides (`deleted fact`), where
 * there is one.
 */
export function recordGroups(seed: number, count: number, sets: readonly BuiltInSet[]): readonly RecordGroup[] {
  const nominal = [...nominalRecords({ split: 'test', seed, count })];
  const recordsOf: Readonly<Record<'validation' | BuiltInSet, (drawn: number) => readonly LabeledRecord[]>> = {
    validation: (drawn) => [...nominalRecords({ split: 'validation', seed, count: drawn })],
    'true facts': () => nominal,
    nominal: () => nominal,
    perturbed: () => [...perturbedRecords({ split: 'test', seed, count })],
    'deleted fact': () => nominal.flatMap((record) => withoutDecidingFact(record) ?? []),
  };
  return setSizes(count, sets).map(({ name, count: drawn }) => ({
    name,
    motion: name === 'true facts' ? 'flown' : 'seen',
    records: recordsOf[name](drawn),
  }));
}
