import { byteWords, durationWords } from '../http/view-formats.ts';
import type { MessageKey, Words } from '../http/words.ts';
import type { EvaluationSettings } from '../jobs/evaluation-plan.ts';
import type { JobProgress } from '../jobs/job-progress.ts';
import { evaluationSubject } from './evaluation-subject.ts';

type Steps = Pick<JobProgress, 'unit' | 'stepsDone' | 'stepsTotal'>;

type Named = Pick<JobProgress, 'kind' | 'subject' | 'settings'>;

/** What a job is, as a title: "Classification of station.csv". */
export const jobTitle = (job: Named, words: Words): string =>
  words.t(`job.of.${job.kind}` as MessageKey, { subject: subjectWords(job, words) });

/** What a job is doing, as its banner says: "Classifying station.csv". */
export const jobDoing = (job: Named, words: Words): string =>
  words.t(`job.doing.${job.kind}` as MessageKey, { subject: subjectWords(job, words) });

/** The name of what it works on; an evaluation may be on what has no name. */
const subjectWords = ({ kind, subject, settings }: Named, words: Words): string =>
  kind === 'evaluation' ? evaluationSubject(settings as EvaluationSettings, words) : subject;

/** The progress in one line: "12 of 24 targets done · 1.3 per s · about 9 s left". */
export function progressWords(progress: JobProgress, words: Words): string {
  const { state, isCancelRequested, remainingS } = progress;
  const count = stepWords(progress, words);
  if (state === 'queued') return `${count} · ${words.t('job.words.queued')}`;
  if (state === 'failed') return `${count} · ${words.t('job.words.failed')}`;
  if (state === 'cancelled') return `${count} · ${words.t('job.words.cancelled')}`;
  if (isCancelRequested) return `${count} · ${words.t('job.words.stopping')}`;
  const parts = [count];
  const rate = rateWords(progress, words);
  if (rate !== null) parts.push(rate);
  if (remainingS !== null) parts.push(words.t('job.words.left', { time: durationWords(Math.ceil(remainingS)) }));
  return parts.join(' · ');
}

/** "12 of 24 targets done", "1.2 MB of 3.4 MB read". */
export function stepWords({ unit, stepsDone, stepsTotal }: Steps, words: Words): string {
  const told = unit === 'byte' ? byteWords : (count: number) => count;
  if (stepsTotal === null) return words.t('job.words.begun', { done: told(stepsDone) });
  return words.t(`job.done.${unit}` as MessageKey, { done: told(stepsDone), total: told(stepsTotal) });
}

/** "1.3 per s", "2.4 MB per s"; null while the rate is not known. */
export function rateWords({ unit, ratePerS }: JobProgress, words: Words): string | null {
  if (ratePerS === null) return null;
  if (unit === 'byte') return words.t('job.rate.byte', { rate: byteWords(Math.round(ratePerS)) });
  return words.t('job.perS', { rate: ratePerS >= 10 ? Math.round(ratePerS) : ratePerS.toPrecision(2) });
}
