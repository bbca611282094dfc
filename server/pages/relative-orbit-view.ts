import type { TrackContext } from '#domain';
import { durationWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { angleQuantity, lengthQuantity } from './motion-numbers.ts';

/** How the two orbits differ, as lengths, and how near coasting brings them; null where it is not known. */
export function relativeOrbitView(context: TrackContext | undefined, words: Words) {
  if (context?.relativeOrbit === undefined) return null;
  const { epochUtcMs, geometry, safety } = context.relativeOrbit;
  return {
    epochUtcMs,
    shape: [
      lengthQuantity(
        words.t('target.orbit.height'),
        geometry.heightKm,
        words.t(geometry.heightKm < 0 ? 'target.orbit.below' : 'target.orbit.above'),
      ),
      lengthQuantity(
        words.t('target.orbit.along'),
        geometry.aheadKm,
        words.t(geometry.aheadKm < 0 ? 'target.orbit.behind' : 'target.orbit.ahead'),
      ),
      lengthQuantity(
        words.t('target.orbit.drift'),
        geometry.driftKmPerRevolution,
        words.t(geometry.driftKmPerRevolution < 0 ? 'target.orbit.fallsBehind' : 'target.orbit.movesAhead'),
      ),
      lengthQuantity(words.t('target.orbit.radial'), geometry.radialAmplitudeKm, words.t('target.orbit.radial.note')),
      lengthQuantity(words.t('target.orbit.cross'), geometry.crossTrackAmplitudeKm, words.t('target.orbit.cross.note')),
      angleQuantity(words.t('target.orbit.between'), geometry.vectorAngleRad, words.t('target.orbit.between.note')),
    ],
    safety: [
      lengthQuantity(
        words.t('target.orbit.leastRange'),
        safety.leastRangeKm,
        words.t('target.orbit.leastRange.note', { time: durationWords(safety.leastRangeAfterS) }),
      ),
      lengthQuantity(
        words.t('target.orbit.leastAcross'),
        safety.leastAcrossTrackKm,
        words.t('target.orbit.leastAcross.note'),
      ),
    ],
  };
}
