import type { TargetLighting } from '../environment/lighting.ts';
import type { TrackContext } from '../observations/track.ts';
import { radToDeg } from '../units.ts';
import type { EvidenceElement, Reliability } from './evidence.ts';
import { standardize } from './lexicon.ts';

/**
 * The lighting element: computed from the Sun and the shadow of the Earth where both orbits are known, else as reported.
 * A report that says otherwise is told in the reliability and does not count.
 */
export function lightingElement(context: TrackContext | undefined, reported: EvidenceElement): EvidenceElement {
  const lighting = context?.lighting;
  if (lighting === undefined) return reported;
  return {
    name: 'lighting',
    text: lighting.lighting,
    origin: 'computed',
    source: `Sun and shadow of the Earth at ${new Date(lighting.focusUtcMs).toISOString()}; ${wordsOfLight(lighting)}`,
    reliability: reliabilityOf(lighting, reported),
    window: reported.window,
  };
}

function wordsOfLight({ shares, photography }: TargetLighting): string {
  const share = `${Math.round(100 * shares['full sunlight'])} % of the window in sunlight`;
  if (photography === undefined) return share;
  const place = photography.comesOutOfSun
    ? ', coming out of the Sun'
    : photography.isInFrontOfSun
      ? ', in front of the Sun'
      : '';
  return `${share}, ${Math.round(radToDeg(photography.sunAngleRad))} degrees from the Sun as seen from the own spacecraft${place}`;
}

/** Nearer than this to an edge of the shadow, a few kilometers of position decide, ms. */
const edgeMs = 10_000;

function reliabilityOf({ lighting, focusUtcMs, intervals }: TargetLighting, reported: EvidenceElement): Reliability {
  const isNearEdge = intervals.some(
    ({ startUtcMs, endUtcMs }, i) =>
      (i > 0 && Math.abs(startUtcMs - focusUtcMs) < edgeMs) ||
      (i < intervals.length - 1 && Math.abs(endUtcMs - focusUtcMs) < edgeMs),
  );
  const told = reported.origin === 'reported' ? standardize('lighting', reported.text) : lighting;
  const conflict = told === lighting ? '' : `; the report says ${reported.text}`;
  return isNearEdge
    ? { grade: 'moderate', reason: `within ${edgeMs / 1000} s of an edge of the shadow${conflict}` }
    : { grade: conflict ? 'moderate' : 'high', reason: `shadow edges are known to seconds${conflict}` };
}
