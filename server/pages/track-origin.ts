import type { Evidence, Track, TrackContext } from '#domain';
import { distanceWords, durationWords, significantWords } from '../http/view-formats.ts';

const originWords: Readonly<Record<TrackContext['origin'], string>> = {
  observed: 'observed relative states',
  'mean elements': 'mean elements of both, by SGP4',
  ephemeris: 'ephemerides of both, interpolated',
  'conjunction message': 'a conjunction message, coasted',
};

/** A fact of the head of a target page. */
export interface HeadFact {
  readonly name: string;
  readonly value: string;
  /** What the value rests on; empty when that is plain. */
  readonly note: string;
}

/**
 * Whom the target was seen from, what its states were made of, and how far they may be off.
 *
 * @param evidence  null when there are too few states for any
 */
export function originFacts({ context, reported }: Track, evidence: Evidence | null): HeadFact[] {
  const reportedOwn = reported.ownSpacecraft?.trim();
  const own = context?.ownName ?? (reportedOwn || 'not named');
  return [
    { name: 'Own spacecraft', value: own, note: context?.ownName === undefined && reportedOwn ? 'as reported' : '' },
    { name: 'States from', value: originWords[context?.origin ?? 'observed'], note: '' },
    ...errorFacts(context, evidence),
    ...orbitFacts(context),
  ];
}

function errorFacts(context: TrackContext | undefined, evidence: Evidence | null): HeadFact[] {
  const ofSource = context?.positionSigmaKm;
  if (ofSource !== undefined) return [errorFact(ofSource, 'of the source, 1 σ per axis')];
  if (evidence === null) return [];
  return [errorFact(evidence.motionFacts.noise.positionKm, 'scatter of the states, 1 σ per axis')];
}

const errorFact = (sigmaKm: number, note: string): HeadFact => ({
  name: 'Expected error',
  value: `± ${distanceWords(sigmaKm)}`,
  note,
});

function orbitFacts(context: TrackContext | undefined): HeadFact[] {
  const n = context?.ownMeanMotionRadPerS;
  if (n === undefined) return [];
  const e = context?.ownEccentricity;
  const note = e === undefined ? '' : `eccentricity ${significantWords(e, 2)}`;
  return [{ name: 'Own revolution', value: durationWords((2 * Math.PI) / n), note }];
}
