import type { InertialState } from '../frames/inertial-state.ts';
import { absoluteFromRtn, type RtnState, relativeStateRtn } from '../frames/rtn.ts';
import { propagate } from '../propagation/numerical.ts';
import type { Vec3 } from '../vectors/vector.ts';
import type { OwnOrbit } from './own-orbit.ts';
import { transferTo } from './transfer.ts';

/** A flown motion: coasting legs of the target joined by impulses, while the own spacecraft coasts. */
export interface Flight {
  /** The own spacecraft at the beginning. */
  readonly own: OwnOrbit;
  readonly durationS: number;
  /** The target at the beginning and just after each impulse, in order of epoch. */
  readonly legs: readonly InertialState[];
}

/** Both spacecraft at one epoch. */
export interface Encounter {
  readonly own: InertialState;
  readonly target: InertialState;
}

/** A point to pass through at a time, s from the beginning of the flight. */
export interface Waypoint {
  readonly timeS: number;
  readonly positionRtnKm: Vec3;
}

export const epochAt = (own: OwnOrbit, timeS: number): number => own.state.epochUtcMs + 1000 * timeS;

/** Both spacecraft at epochs within the flight, in order; at that of an impulse, just after it. */
export function fly({ own, legs }: Flight, epochsUtcMs: readonly number[]): readonly Encounter[] {
  let encounter: Encounter = { own: own.state, target: legs[0]! };
  let next = 1;
  return epochsUtcMs.map((epochUtcMs) => {
    for (; next < legs.length && legs[next]!.epochUtcMs <= epochUtcMs; next++) {
      encounter = { ...encounter, target: legs[next]! };
    }
    encounter = { own: coast(encounter.own, epochUtcMs), target: coast(encounter.target, epochUtcMs) };
    return encounter;
  });
}

/** Both spacecraft at a time of the flight, s. */
export function encounterAt(flight: Flight, timeS: number): Encounter {
  return fly(flight, [epochAt(flight.own, timeS)])[0]!;
}

/** The target's state relative to the own spacecraft at a time of the flight, s. */
export function relativeAt(flight: Flight, timeS: number): RtnState {
  const { own, target } = encounterAt(flight, timeS);
  return relativeStateRtn(own, target);
}

/** Where an orbit is that never comes down to the Earth, as those of the scenarios. */
export function coast(state: InertialState, epochUtcMs: number): InertialState {
  const later = propagate(state, epochUtcMs);
  if (!later) throw new Error(`expected an orbit above the Earth from ${state.epochUtcMs} to ${epochUtcMs} ms`);
  return later;
}

/** A flight without impulse that has the given relative state at some time, s. */
export function coasting(own: OwnOrbit, durationS: number, timeS: number, relative: RtnState): Flight {
  const target = absoluteFromRtn(coast(own.state, epochAt(own, timeS)), relative);
  return { own, durationS, legs: [coast(target, own.state.epochUtcMs)] };
}

/** A flight through all waypoints, with an impulse at each but the last; undefined where a leg has no transfer. */
export function flightThrough(own: OwnOrbit, [first, ...rest]: readonly Waypoint[]): Flight | undefined {
  const start = absoluteFromRtn(own.state, { positionRtnKm: first!.positionRtnKm, velocityRtnKmPerS: [0, 0, 0] });
  const legs = legsThrough(own, { own: own.state, target: start }, rest);
  return legs && { own, durationS: rest.at(-1)!.timeS, legs };
}

/** A flight that goes on from its end through more waypoints; undefined where a leg has no transfer. */
export function continuedThrough(flight: Flight, waypoints: readonly Waypoint[]): Flight | undefined {
  const legs = legsThrough(flight.own, encounterAt(flight, flight.durationS), waypoints);
  return legs && { ...flight, durationS: waypoints.at(-1)!.timeS, legs: [...flight.legs, ...legs] };
}

/** A flight with an impulse at a time, which gives the target this relative velocity. */
export function turned(flight: Flight, turnS: number, velocityRtnKmPerS: Vec3, durationS: number): Flight {
  const { own, target } = encounterAt(flight, turnS);
  const leg = absoluteFromRtn(own, { ...relativeStateRtn(own, target), velocityRtnKmPerS });
  return { own: flight.own, durationS, legs: [...flight.legs, leg] };
}

/** Legs of the target from an encounter through the waypoints, with an impulse at its beginning and at each but the last. */
function legsThrough(orbit: OwnOrbit, from: Encounter, waypoints: readonly Waypoint[]): InertialState[] | undefined {
  let { own, target } = from;
  const legs: InertialState[] = [];
  for (const { timeS, positionRtnKm } of waypoints) {
    own = coast(own, epochAt(orbit, timeS));
    const goal = absoluteFromRtn(own, { positionRtnKm, velocityRtnKmPerS: [0, 0, 0] });
    const transfer = transferTo(goal.positionGcrfKm, target, own.epochUtcMs);
    if (!transfer) return undefined;
    legs.push(transfer.departure);
    target = transfer.arrival;
  }
  return legs;
}
