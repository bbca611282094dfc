import type { TrackContext } from '#domain';
import { durationWords } from '../http/view-formats.ts';
import { angleQuantity, lengthQuantity } from './motion-numbers.ts';

/** How the two orbits differ, as lengths, and how near coasting brings them; null where it is not known. */
export function relativeOrbitView(context: TrackContext | undefined) {
  if (context?.relativeOrbit === undefined) return null;
  const { epochUtcMs, geometry, safety } = context.relativeOrbit;
  return {
    epochUtcMs,
    shape: [
      lengthQuantity(
        'Mean height, a δa',
        geometry.heightKm,
        geometry.heightKm < 0 ? 'below the own orbit' : 'above the own orbit',
      ),
      lengthQuantity('Mean place along the track, a δλ', geometry.aheadKm, geometry.aheadKm < 0 ? 'behind' : 'ahead'),
      lengthQuantity(
        'Drift per revolution',
        geometry.driftKmPerRevolution,
        geometry.driftKmPerRevolution < 0 ? 'falls behind' : 'moves ahead',
      ),
      lengthQuantity('Radial swing, a |δe|', geometry.radialAmplitudeKm, 'half extent; twice that along the track'),
      lengthQuantity('Cross-track swing, a |δi|', geometry.crossTrackAmplitudeKm, 'half extent'),
      angleQuantity(
        'Between δe and δi',
        geometry.vectorAngleRad,
        '0°: off the own path all around; 90°: meets it twice',
      ),
    ],
    safety: [
      lengthQuantity(
        'Least range, coasting',
        safety.leastRangeKm,
        `within 3 revolutions, after ${durationWords(safety.leastRangeAfterS)}`,
      ),
      lengthQuantity(
        'Least distance off the own track',
        safety.leastAcrossTrackKm,
        'in the plane of R and N, wherever along the track',
      ),
    ],
  };
}
