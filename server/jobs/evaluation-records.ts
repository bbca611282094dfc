import type { OwnRecord } from '../evaluation/ask-own.ts';
import { computeAside } from '../evaluation/compute-aside.ts';
import type { RecordGroup } from '../evaluation/record-sets.ts';
import { type LabeledTarget, labeledSet } from '../pages/assessment/labeled-set.ts';
import type { Store } from '../store/open-store.ts';
import type { EvaluationSettings, LabelEvaluation, SetEvaluation } from './evaluation-plan.ts';
import type { EvaluatedRecords } from './open-contestant.ts';

/** Gives the records of evaluations, a job's at a time: pieces of one follow each other, and making them takes long. */
export interface RecordShelf {
  recordsOf(jobId: number, settings: EvaluationSettings, signal: AbortSignal): Promise<EvaluatedRecords>;
}

/** Opens a shelf; what lies there can be made again at any time. */
export function recordShelf(store: Store): RecordShelf {
  let made: { readonly jobId: number; readonly groups: Promise<readonly RecordGroup[]> } | undefined;
  const groupsOf = (jobId: number, { seed, n, sets }: SetEvaluation, signal: AbortSignal) => {
    if (made?.jobId === jobId) return made.groups;
    const groups = computeAside({ kind: 'groups', seed, n, sets }, signal);
    made = { jobId, groups };
    groups.catch(() => {
      if (made?.groups === groups) made = undefined;
    });
    return groups;
  };
  return {
    async recordsOf(jobId, settings, signal) {
      if (settings.what === 'sets')
        return { what: 'sets', seed: settings.seed, groups: () => groupsOf(jobId, settings, signal) };
      const labels = await labelsOf(store, settings);
      return {
        what: 'labels',
        size: labels.length,
        fetch: (from, count) => Promise.all(labels.slice(from, from + count).map((label) => ownRecord(store, label))),
      };
    },
  };
}

/** The labels of an evaluation, each under a name of its own. */
export const labelsOf = async (store: Store, choice: LabelEvaluation): Promise<readonly LabeledTarget[]> =>
  labeledSet(await store.labeled.labelsOf(choice));

/** What the model was told of a target when the analyst judged the answer. */
async function ownRecord(store: Store, { name, review }: LabeledTarget): Promise<OwnRecord> {
  const record = await store.assessments.find(review.assessmentId);
  return { id: name, evidence: record!.assessment.evidence, truth: review.labels };
}
