import { type Evidence, type RelativeGeometry, type RelativeState, relativeOrbitOfStates } from '#domain';
import { durationWords, significantWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { angleQuantity, lengthQuantity, type Quantity } from './motion-numbers.ts';
import { lengthUnit } from './plots/scale.ts';

/** What both vectors together mean for a target that coasts. */
export type VectorVerdict = 'parallel' | 'oblique' | 'crosswise' | 'unresolved';

/** Within this angle two lines count as parallel, and as perpendicular. */
const verdictRad = (15 * Math.PI) / 180;

/** A vector shorter than this many times the error of the states has no direction. */
const resolvableSigmas = 3;

/**
 * How the two orbits differ, as lengths, and how near coasting brings them: from both orbits where they are known, else
 * fitted to the states, else what is missing for it.
 */
export function relativeOrbitView(states: readonly RelativeState[], evidence: Evidence, words: Words) {
  const { context, motionFacts } = evidence;
  const known = context?.relativeOrbit;
  if (known !== undefined) {
    const { epochUtcMs, geometry, safety } = known;
    const least = lengthQuantity(
      words.t('target.orbit.leastRange'),
      safety.leastRangeKm,
      words.t('target.orbit.leastRange.note', { time: durationWords(safety.leastRangeAfterS) }),
    );
    const note = words.t('target.orbit.fromOrbits');
    return shown(geometry, [least, across(safety.leastAcrossTrackKm, words)], epochUtcMs, note, evidence, words);
  }
  const epochs = motionFacts.maneuvers.map(({ epochUtcMs }) => epochUtcMs);
  const fitted = relativeOrbitOfStates(states, context, epochs);
  if (fitted.kind === 'no relative orbit')
    return { kind: 'missing', reason: fitted.reason, words: words.term('noOrbit', fitted.reason) } as const;
  const { geometry, epochUtcMs, leastAcrossTrackKm, residualSigmas, window } = fitted;
  const note = words.t('target.orbit.fromStates', {
    span: durationWords((window.endUtcMs - window.startUtcMs) / 1000),
    sigmas: significantWords(residualSigmas, 2),
  });
  return shown(geometry, [across(leastAcrossTrackKm, words)], epochUtcMs, note, evidence, words);
}

const across = (km: number, words: Words): Quantity =>
  lengthQuantity(words.t('target.orbit.leastAcross'), km, words.t('target.orbit.leastAcross.note'));

function shown(
  geometry: RelativeGeometry,
  safety: readonly Quantity[],
  epochUtcMs: number,
  note: string,
  { motionFacts }: Evidence,
  words: Words,
) {
  const verdict = verdictOn(geometry, motionFacts.noise.positionKm);
  return {
    kind: 'known',
    epochUtcMs,
    note,
    geometry,
    shape: shapeQuantities(geometry, words),
    vectors: vectorRows(geometry, words),
    safety,
    verdict,
    verdictWords: words.t(`target.orbit.verdict.${verdict}`),
  } as const;
}

/** Whether the vectors keep the target off the own path: parallel ones do, ones at right angles meet it. */
export function verdictOn(
  { vectorAngleRad, radialAmplitudeKm, crossTrackAmplitudeKm }: RelativeGeometry,
  sigmaKm: number,
): VectorVerdict {
  if (Math.min(radialAmplitudeKm, crossTrackAmplitudeKm) < resolvableSigmas * sigmaKm) return 'unresolved';
  if (vectorAngleRad <= verdictRad) return 'parallel';
  return vectorAngleRad >= Math.PI / 2 - verdictRad ? 'crosswise' : 'oblique';
}

function shapeQuantities(geometry: RelativeGeometry, words: Words): Quantity[] {
  const { heightKm, aheadKm, driftKmPerRevolution } = geometry;
  const side = (km: number, below: 'below' | 'behind' | 'fallsBehind', above: 'above' | 'ahead' | 'movesAhead') =>
    words.t(`target.orbit.${km < 0 ? below : above}`);
  return [
    lengthQuantity(words.t('target.orbit.height'), heightKm, side(heightKm, 'below', 'above')),
    lengthQuantity(words.t('target.orbit.along'), aheadKm, side(aheadKm, 'behind', 'ahead')),
    lengthQuantity(
      words.t('target.orbit.drift'),
      driftKmPerRevolution,
      side(driftKmPerRevolution, 'fallsBehind', 'movesAhead'),
    ),
    lengthQuantity(words.t('target.orbit.radial'), geometry.radialAmplitudeKm, words.t('target.orbit.radial.note')),
    lengthQuantity(words.t('target.orbit.cross'), geometry.crossTrackAmplitudeKm, words.t('target.orbit.cross.note')),
    angleQuantity(words.t('target.orbit.between'), geometry.vectorAngleRad, words.t('target.orbit.between.note')),
  ];
}

/** Both vectors as rows of a table: components, length and phase. */
function vectorRows(geometry: RelativeGeometry, words: Words) {
  const { radialAmplitudeKm, crossTrackAmplitudeKm } = geometry;
  const { unit, perKm } = lengthUnit([radialAmplitudeKm, crossTrackAmplitudeKm]);
  const row = (name: 'e' | 'i', lengthKm: number, phaseRad: number) => ({
    name: `a δ${name}`,
    lengths: [lengthKm * Math.cos(phaseRad), lengthKm * Math.sin(phaseRad), lengthKm].map((km) =>
      significantWords(km * perKm, 4),
    ),
    phase: `${significantWords((phaseRad * 180) / Math.PI, 3)}°`,
    note: words.t(`target.orbit.phase.${name}`),
  });
  return {
    unit,
    rows: [
      row('e', radialAmplitudeKm, geometry.perigeePhaseRad),
      row('i', crossTrackAmplitudeKm, geometry.nodePhaseRad),
    ],
  };
}
