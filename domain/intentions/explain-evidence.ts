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

const wordNames = { rangeTrend: 'range trend', endSpeed: 'speed', turn: 'turn', course: 'course' } as const;

/** Words that cannot be relied on, those with the same reason together. */
function doubts({ trust }: MotionFacts): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const name of Object.keys(wordNames) as (keyof typeof wordNames)[]) {
    const { grade, reason } = trust[name];
    if (grade !== 'low' && grade !== 'not resolvable') continue;
    const told = `${grade}, ${reason}`;
    namesByReason.set(told, [...(namesByReason.get(told) ?? []), wordNames[name]]);
  }
  return [...namesByReason].map(([told, names]) => `In doubt (${names.join(', ')}): ${told}.`);
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
  return `${count} of ${short(largest, 3)} ± ${short(sigmaKmPerS * 1000, 1)} m/s at ${utc(epochUtcMs)}`;
}

function orbitSentences({ context }: Evidence): string[] {
  if (context?.relativeOrbit === undefined) return [];
  const { geometry, safety } = context.relativeOrbit;
  return [
    `Its orbit is ${sided(geometry.heightKm, 'higher', 'lower')} and ${sided(geometry.aheadKm, 'ahead', 'behind')}, drifts ${sided(geometry.driftKmPerRevolution, 'ahead', 'behind')} a revolution, and swings ${km(geometry.radialAmplitudeKm)} radially and ${km(geometry.crossTrackAmplitudeKm)} across.`,
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

function reportSentences({ elements, remarks }: Evidence): string[] {
  const named = (origin: 'reported' | 'missing') => elementNames.filter((name) => elements[name].origin === origin);
  const reported = named('reported').map((name) => `${elementWords[name]} ${elements[name].text}`);
  const missing = named('missing').map((name) => elementWords[name]);
  return [
    ...(reported.length > 0 ? [`Reported: ${reported.join(', ')}.`] : []),
    ...(missing.length > 0 ? [`${remarks ? 'Not told in fields' : 'Not known'}: ${missing.join(', ')}.`] : []),
    ...(remarks ? [`Remarks: ${remarks}`] : []),
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
/** A distance to one side or the other. */
const sided = (value: number, positive: string, negative: string): string =>
  `${km(Math.abs(value))} ${value < 0 ? negative : positive}`;
/** To so many digits, but no finer than a millimeter or millimeter per second. */
const short = (value: number, digits: number): number => Number(Number(value.toPrecision(digits)).toFixed(3));
const duration = (hours: number): string =>
  hours < 2
    ? `${Math.round(hours * 60)} min`
    : hours < 72
      ? `${hours.toFixed(1)} h`
      : `${(hours / 24).toFixed(1)} days`;
