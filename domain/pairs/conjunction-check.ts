import { toGcrf } from '../frames/gcrf.ts';
import type { ReferenceFrame } from '../frames/reference-frame.ts';
import { rtnAxes } from '../frames/rtn.ts';
import type { ConjunctionMessage, ConjunctionObject } from '../observations/cdm/conjunction-message.ts';
import { apply } from '../vectors/matrix3.ts';
import { distance, length, scale, subtract, type Vec3 } from '../vectors/vector.ts';

/** The encounter as a message's absolute states give it, RTN of object 1. */
export interface RecomputedEncounter {
  readonly positionRtnM: Vec3;
  /** Difference of the inertial velocities along the axes, as these messages give it, without the axes' own turning. */
  readonly velocityRtnMPerS: Vec3;
}

/** Values of a message agree with its states when they differ by less than this, m, and this share of the miss distance. */
const tolerance = { m: 1, share: 0.005 } as const;

/** States whose distance is off by more than this tell of another encounter than the message does. */
const severeShare = 0.5;
const severeM = 100;

/**
 * Where object 2 is relative to object 1, from their absolute states.
 *
 * @param frames  to read the states in, instead of those the message declares
 * @returns undefined for a message without states
 */
export function recomputeEncounter(
  { object1, object2, tcaUtcMs }: ConjunctionMessage,
  frames: readonly [ReferenceFrame, ReferenceFrame] = [object1.frame, object2.frame],
): RecomputedEncounter | undefined {
  const [one, other] = [stateOf(object1, frames[0], tcaUtcMs), stateOf(object2, frames[1], tcaUtcMs)];
  if (one === undefined || other === undefined) return undefined;
  const axes = rtnAxes(one);
  return {
    positionRtnM: scale(apply(axes, subtract(other.positionGcrfKm, one.positionGcrfKm)), 1000),
    velocityRtnMPerS: scale(apply(axes, subtract(other.velocityGcrfKmPerS, one.velocityGcrfKmPerS)), 1000),
  };
}

/** A contradiction within a message. */
export interface Disagreement {
  readonly message: string;
  /** Whether the states tell of another encounter altogether, as when a service blanks them out. */
  readonly isAnotherEncounter: boolean;
}

/**
 * What a message says of its encounter against what its own states give; undefined when they agree.
 *
 * States that agree in another frame than the declared one are told: the example of the standard itself is such a case.
 */
export function findDisagreement(message: ConjunctionMessage): Disagreement | undefined {
  const declared = recomputeEncounter(message);
  if (declared === undefined || agrees(message, declared)) return undefined;
  const earthFixed = recomputeEncounter(message, ['ITRF', 'ITRF']);
  const isEarthFixed = earthFixed !== undefined && agrees(message, earthFixed);
  const cause = isEarthFixed ? `; they agree as states in ITRF, not in ${message.object1.frame}` : '';
  const foundM = length(declared.positionRtnM);
  const got = `${shown(declared.positionRtnM)} m, ${foundM.toPrecision(5)} m apart`;
  return {
    message: `expected the states of message ${message.messageId} to give ${saidOf(message)}, got ${got}${cause}`,
    isAnotherEncounter: Math.abs(foundM - message.missDistanceM) > severeShare * message.missDistanceM + severeM,
  };
}

function agrees(
  { missDistanceM, relativePositionRtnM }: ConjunctionMessage,
  { positionRtnM }: RecomputedEncounter,
): boolean {
  const limitM = Math.max(tolerance.m, tolerance.share * missDistanceM);
  const isSameDistance = Math.abs(length(positionRtnM) - missDistanceM) <= limitM;
  return (
    isSameDistance && (relativePositionRtnM === undefined || distance(positionRtnM, relativePositionRtnM) <= limitM)
  );
}

function stateOf({ state }: ConjunctionObject, frame: ReferenceFrame, epochUtcMs: number) {
  return state && toGcrf(frame, epochUtcMs, state.positionKm, state.velocityKmPerS);
}

const saidOf = ({ missDistanceM, relativePositionRtnM }: ConjunctionMessage): string =>
  relativePositionRtnM === undefined ? `${missDistanceM} m` : `${shown(relativePositionRtnM)} m`;

const shown = ([r, t, n]: Vec3): string => `R ${r.toFixed(1)}, T ${t.toFixed(1)}, N ${n.toFixed(1)}`;
