import { type Severity, severityOf, severityRules } from '#domain';
import { confidenceWords, distanceWords, durationWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import type { AnswerSummary } from '../store/target-rows.ts';

/** What speaks against taking a severity at its word. */
export interface Doubt {
  readonly kind: 'confidence' | 'physics';
  readonly text: string;
}

/** Why a target has its severity. */
export interface AlertReason {
  readonly severity: Severity;
  /** The deciding label with its confidence, how it moves, how near it came. */
  readonly facts: string;
  /** What the table of severities says of that label. */
  readonly rule: string;
  readonly doubts: readonly Doubt[];
}

/** Beyond this a time is told by its date, s. */
const nearTimeS = 7 * 86_400;

/** The reason for the severity of an answer, in words; null for an answer that could not be read. */
export function alertReason(answer: AnswerSummary, now: Date, words: Words): AlertReason | null {
  const verdict = severityOf(answer);
  if (verdict === null) return null;
  const { severity, level, label } = verdict;
  const confidence = answer.confidences[level] ?? answer.confidence;
  const facts = [
    words.t('overview.reason.label', {
      level: words.term('levels', level),
      label: words.term(`labels.${level}`, label),
      confidence: confidenceWords(confidence),
    }),
    courseWords(answer, words),
    closestWords(answer, now, words),
  ].filter((part) => part !== '');
  return {
    severity,
    facts: facts.join(words.t('overview.reason.separator')),
    rule: words.term(`severityReasons.${level}`, label),
    doubts: doubtsOf(answer, words),
  };
}

/** "arriving fast", "passing". */
function courseWords({ rangeTrend, endSpeed }: AnswerSummary, words: Words): string {
  if (rangeTrend === null) return '';
  return rangeTrend === 'falling'
    ? words.term('courseWords.falling', endSpeed ?? 'slow')
    : words.term('courseWords', rangeTrend);
}

/** "closest 120 m in 3 h", "closest 120 m 3 h ago", "closest 120 m on 2026-03-04". */
function closestWords({ closestKm, closestUtc }: AnswerSummary, now: Date, words: Words): string {
  if (closestKm === null || closestUtc === null) return '';
  const distance = distanceWords(closestKm);
  const aheadS = (Date.parse(closestUtc) - now.getTime()) / 1000;
  if (Math.abs(aheadS) > nearTimeS)
    return words.t('overview.reason.closestOn', { distance, day: utcWords(closestUtc).slice(0, 10) });
  const time = durationWords(Math.abs(aheadS));
  return words.t(aheadS >= 0 ? 'overview.reason.closestIn' : 'overview.reason.closestAgo', { distance, time });
}

function doubtsOf(answer: AnswerSummary, words: Words): Doubt[] {
  const doubts: Doubt[] = [];
  if (answer.confidence < severityRules.lowConfidence)
    doubts.push({
      kind: 'confidence',
      text: words.t('overview.doubt.confidence', { confidence: confidenceWords(answer.confidence) }),
    });
  if (!answer.physicsResolvable) doubts.push({ kind: 'physics', text: words.t('overview.doubt.uncheckable') });
  else if (!answer.physicsAgrees) doubts.push({ kind: 'physics', text: words.t('overview.doubt.physics') });
  return doubts;
}
