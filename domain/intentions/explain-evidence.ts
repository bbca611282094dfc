import { resolvableRangeKm, sourceSigmaKm } from '../proximity/measure.ts';
import { radToDeg } from '../units.ts';
import { type Evidence, elementNames, type MotionFacts, type Reliability } from './evidence.ts';

/**
 * What the evidence says, in sentences, each with the numbers it rests on: how the target moved, what the motion is called
 * and how sure that is, the light, what was reported, and what is not known.
 */
export function explainEvidence(evidence: Evidence): readonly string[] {
  return [
    ...motionSentences(evidence),
    ...orbitSentences(evidence),
    ...lightSentences(evidence),
    ...reportSentences(evidence),
  ];
}

function motionSentences({ motionFacts: facts, window, stateCount, context }: Evidence): string[] {
  const hours = (window.endUtcMs - window.startUtcMs) / 3_600_000;
  const first = `In ${duration(hours)} and ${stateCount} states the range went from ${km(facts.startRangeKm)} to ${km(facts.endRangeKm)}, at least ${km(facts.minRangeKm)} at ${utc(facts.closestEpochUtcMs)}, with ${mPerS(facts.closestSpeedKmPerS)} then.`;
  const words = `It is ${facts.rangeTrend}, ${facts.endSpeed} at the closest against a pace of ${mPerS(facts.paceKmPerS)}, with a ${facts.turn} of the line of sight (${Math.round(radToDeg(facts.enclosedAngleRad))} degrees) and ${facts.course} (${maneuverWords(facts)}).`;
  return [first, words, patternSentence(facts), ...doubts(facts), ...contactDoubt(facts, context)];
}

function patternSentence({ pattern, trust }: MotionFacts): string {
  return pattern === 'unclassified'
    ? `The motion has no name among those of analysts: ${trust.pattern.reason}.`
    : `Analysts call this: ${pattern}. ${graded(trust.pattern)}`;
}

/** Words that cannot be relied on, with the reason. */
function doubts({ trust }: MotionFacts): string[] {
  const named = { rangeTrend: 'range trend', endSpeed: 'speed', turn: 'turn', course: 'course' } as const;
  const doubtful = (Object.keys(named) as (keyof typeof named)[]).filter((name) =>
    ['low', 'not resolvable'].includes(trust[name].grade),
  );
  return doubtful.map((name) => `The ${named[name]} is in doubt: ${trust[name].grade}, ${trust[name].reason}.`);
}

/** Where the least range is lost in the error of the source, neither contact nor a miss can be told. */
function contactDoubt({ minRangeKm }: MotionFacts, context: Evidence['context']): string[] {
  if (minRangeKm >= resolvableRangeKm(context)) return [];
  return [
    `Each position errs by about ${km(sourceSigmaKm(context))} along an axis, so the least range shows neither contact nor a miss.`,
  ];
}

function maneuverWords({ maneuvers }: MotionFacts): string {
  if (maneuvers.length === 0) return 'no velocity step beyond noise';
  const sizes = maneuvers.map((one) => Math.hypot(...one.deltaVRtnKmPerS) * 1000);
  const largest = Math.max(...sizes);
  const { sigmaKmPerS, epochUtcMs } = maneuvers[sizes.indexOf(largest)]!;
  const count = maneuvers.length === 1 ? 'one velocity step' : `${maneuvers.length} velocity steps, the largest`;
  return `${count} of ${largest.toPrecision(3)} ± ${(sigmaKmPerS * 1000).toPrecision(1)} m/s at ${utc(epochUtcMs)}`;
}

function orbitSentences({ context }: Evidence): string[] {
  if (context?.relativeOrbit === undefined) return [];
  const { geometry, safety } = context.relativeOrbit;
  return [
    `Its orbit is ${km(geometry.heightKm)} higher and ${km(geometry.aheadKm)} ahead, drifts ${km(geometry.driftKmPerRevolution)} a revolution, and swings ${km(geometry.radialAmplitudeKm)} radially and ${km(geometry.crossTrackAmplitudeKm)} across.`,
    `If nobody thrusts it comes within ${km(safety.leastRangeKm)} in three revolutions, and within ${km(safety.leastAcrossTrackKm)} of the line along the own track.`,
  ];
}

function lightSentences({ elements: { lighting }, context }: Evidence): string[] {
  if (context?.lighting === undefined) return [];
  const { shares, leastSunAngle } = context.lighting;
  const share = `${Math.round(100 * shares['full sunlight'])} % of the window in sunlight, ${Math.round(100 * shares.eclipse)} % in shadow`;
  const angle =
    leastSunAngle === undefined
      ? ''
      : `; it came within ${Math.round(radToDeg(leastSunAngle.angleRad))} degrees of the Sun as seen from the own spacecraft`;
  return [`At the closest the target is in ${lighting.text}; ${share}${angle}.`];
}

function reportSentences({ elements }: Evidence): string[] {
  const named = (origin: 'reported' | 'missing') => elementNames.filter((name) => elements[name].origin === origin);
  const reported = named('reported').map((name) => `${elementWords[name]} ${elements[name].text}`);
  const missing = named('missing').map((name) => elementWords[name]);
  return [
    ...(reported.length > 0 ? [`Reported: ${reported.join(', ')}.`] : []),
    ...(missing.length > 0 ? [`Not known: ${missing.join(', ')}.`] : []),
  ];
}

const elementWords = {
  ownSpacecraft: 'own spacecraft',
  size: 'size',
  cooperation: 'cooperation',
  device: 'device',
  lighting: 'lighting',
  electromagnetic: 'electromagnetic condition',
  motion: 'motion',
} as const;

const graded = ({ grade, reason }: Reliability): string => `Trust: ${grade}, ${reason}.`;
const utc = (epochUtcMs: number): string => `${new Date(epochUtcMs).toISOString().slice(0, 19)}Z`;
const mPerS = (kmPerS: number): string => `${short(kmPerS * 1000, 3)} m/s`;
const km = (value: number): string => (Math.abs(value) < 1 ? `${short(value * 1000, 3)} m` : `${short(value, 4)} km`);
/** To so many digits, but no finer than a millimeter or millimeter per second. */
const short = (value: number, digits: number): number => Number(Number(value.toPrecision(digits)).toFixed(3));
const duration = (hours: number): string =>
  hours < 2
    ? `${Math.round(hours * 60)} min`
    : hours < 72
      ? `${hours.toFixed(1)} h`
      : `${(hours / 24).toFixed(1)} days`;
