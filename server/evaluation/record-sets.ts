import { type LabeledRecord, nominalRecords, perturbedRecords, withoutDecidingFact } from '#domain';
import type { MotionSource } from '#prompts';
import type { ReportedSet, SetName } from '#tuner';

/** What contestants are tried on; see {@link recordGroups}. */
export const reportedSets: readonly ReportedSet[] = ['true facts', 'nominal', 'perturbed', 'deleted fact'];

/** Records to put to a contestant, and whose motion they tell. */
export interface RecordGroup {
  readonly name: SetName;
  readonly motion: MotionSource;
  readonly records: readonly LabeledRecord[];
}

/** Validation records that temperatures are fitted on. */
const validationCount = 500;

/**
 * The sets asked for, after the validation set that calibration needs: records as told with the motion as flown (`true
 * facts`) and as read from noisy states (`nominal`), each with one thing worse (`perturbed`), and each without the fact that
 * decides (`deleted fact`).
 */
export function recordGroups(seed: number, count: number, sets: readonly ReportedSet[]): readonly RecordGroup[] {
  const nominal = [...nominalRecords({ split: 'test', seed, count })];
  const recordsOf: Readonly<Record<ReportedSet, () => readonly LabeledRecord[]>> = {
    'true facts': () => nominal,
    nominal: () => nominal,
    perturbed: () => [...perturbedRecords({ split: 'test', seed, count })],
    'deleted fact': () => nominal.flatMap((record) => withoutDecidingFact(record) ?? []),
  };
  const validation = [...nominalRecords({ split: 'validation', seed, count: Math.min(count, validationCount) })];
  return [
    { name: 'validation', motion: 'seen', records: validation },
    ...sets.map((name) => ({
      name,
      motion: name === 'true facts' ? ('flown' as const) : ('seen' as const),
      records: recordsOf[name](),
    })),
  ];
}
