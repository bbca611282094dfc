import type { Words } from '../http/words.ts';
import type { EvaluationSettings } from '../jobs/evaluation-plan.ts';

/** What an evaluation is on, in a word or two: part of the name of its job. */
export function evaluationSubject(settings: EvaluationSettings, words: Words): string {
  if (settings.what === 'sets') return words.t('evaluation.subject.sets', { seed: String(settings.seed) });
  return settings.logName ?? words.t('evaluation.subject.labels');
}
