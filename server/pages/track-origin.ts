import type { Evidence, Track, TrackContext } from '#domain';
import { distanceWords, durationWords, significantWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';

/** A fact of the head of a target page. */
export interface HeadFact {
  readonly name: string;
  readonly value: string;
  /** Whether the value is a name, the same in every language. */
  readonly isName: boolean;
  /** What the value rests on; empty when that is plain. */
  readonly note: string;
}

/**
 * Whom the target was seen from, what its states were made of, and how far they may be off.
 *
 * @param evidence  null when there are too few states for any
 */
export function originFacts({ context, reported }: Track, evidence: Evidence | null, words: Words): HeadFact[] {
  const reportedOwn = reported.ownSpacecraft?.trim();
  const own = context?.ownName ?? (reportedOwn || undefined);
  return [
    {
      name: words.t('target.head.own'),
      value: own ?? words.t('target.head.own.unnamed'),
      isName: own !== undefined,
      note: context?.ownName === undefined && reportedOwn ? words.t('target.head.own.reported') : '',
    },
    fact(words.t('target.head.origin'), words.term('trackOrigins', context?.origin ?? 'observed')),
    ...errorFacts(context, evidence, words),
    ...orbitFacts(context, words),
  ];
}

const fact = (name: string, value: string, note = ''): HeadFact => ({ name, value, isName: false, note });

function errorFacts(context: TrackContext | undefined, evidence: Evidence | null, words: Words): HeadFact[] {
  const ofSource = context?.positionSigmaKm;
  const error = (sigmaKm: number, note: string) =>
    fact(words.t('target.head.error'), `± ${distanceWords(sigmaKm)}`, note);
  if (ofSource !== undefined) return [error(ofSource, words.t('target.head.error.source'))];
  if (evidence === null) return [];
  return [error(evidence.motionFacts.noise.positionKm, words.t('target.head.error.scatter'))];
}

function orbitFacts(context: TrackContext | undefined, words: Words): HeadFact[] {
  const n = context?.ownMeanMotionRadPerS;
  if (n === undefined) return [];
  const e = context?.ownEccentricity;
  const note = e === undefined ? '' : words.t('target.head.eccentricity', { value: significantWords(e, 2) });
  return [fact(words.t('target.head.revolution'), durationWords((2 * Math.PI) / n), note)];
}
