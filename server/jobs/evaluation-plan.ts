import type { Strategy } from '#prompts';
import {
  type PlannedContestant,
  type PlannedSet,
  plannedContestants,
  plannedSets,
  type SetChoices,
} from '../evaluation/evaluation-choices.ts';
import type { NewJob } from '../store/job-rows.ts';
import type { LabelChoice } from '../store/labeled-logs.ts';

/** An evaluation on the built-in sets. */
export type SetEvaluation = SetChoices & { readonly what: 'sets' };

/** An evaluation on targets that analysts have labeled. */
export interface LabelEvaluation extends LabelChoice {
  readonly what: 'labels';
  /** Null for every log. */
  readonly logName: string | null;
  /** Labeled targets of the choice. */
  readonly targetCount: number;
  readonly models: readonly PlannedContestant['kind'][];
  readonly strategies: readonly Strategy[];
}

/** What an evaluation is started with. */
export type EvaluationSettings = SetEvaluation | LabelEvaluation;

/** The one baseline that own records can be put to: others learn from flights of the data set. */
const ownBaselines = ['rules'] as const;

/** Everything that is to be asked; own labels are a set of their own. */
export function plannedSetsOf(settings: EvaluationSettings): readonly PlannedSet[] {
  if (settings.what === 'sets') return plannedSets(settings);
  const { targetCount: count } = settings;
  return plannedContestants({ ...settings, baselines: ownBaselines }).map((contestant) => ({
    contestant,
    set: 'own labels',
    count,
  }));
}

/** Steps of an evaluation: records of each set, for each contestant. */
export const stepsOf = (settings: EvaluationSettings): number =>
  plannedSetsOf(settings).reduce((sum, { count }) => sum + count, 0);

/** The evaluation that is to be queued. @param subject  what it is on, such as the name of a log */
export const evaluationOf = (settings: EvaluationSettings, subject: string, startedBy: string | null): NewJob => ({
  kind: 'evaluation',
  subject,
  settings,
  unit: 'record',
  logId: settings.what === 'labels' ? settings.logId : null,
  stepsTotal: stepsOf(settings),
  startedBy,
});
