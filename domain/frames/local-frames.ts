import { AppError } from '#errors';
import { apply, identity3, type Matrix3 } from '../vectors/matrix3.ts';
import type { Vec3 } from '../vectors/vector.ts';
import type { RtnState } from './rtn.ts';

/**
 * Rotation to RTN from each frame that turns with the own spacecraft, by the name a source declares it under.
 *
 * LVLH is the one of the CCSDS: z to the Earth, y against the orbital angular momentum, x forward. Authors who write
 * LVLH with x away from the Earth mean what is called Hill here.
 *
 * @source SANA registry of orbit-relative reference frames
 */
const toRtn = {
  RTN: identity3,
  RSW: identity3,
  RIC: identity3,
  QSW: identity3,
  HILL: identity3,
  LVLH: [
    [0, 0, -1],
    [1, 0, 0],
    [0, -1, 0],
  ],
} as const satisfies Record<string, Matrix3>;

/** A frame of relative motion whose axes are fixed in RTN. */
export type LocalFrame = keyof typeof toRtn;

export const localFrameNames = Object.keys(toRtn) as readonly LocalFrame[];

/** Frames with an axis along the velocity: how they stand in RTN depends on the flight path angle. */
const velocityFrames: readonly string[] = ['NTW', 'TNW', 'VNC', 'VNB'];

/**
 * The frame a source declares, in capitals or not.
 *
 * @throws AppError `domain.unknown_local_frame` for any other name, and why a known one is refused
 */
export function parseLocalFrame(name: string): LocalFrame {
  const capitals = name.toUpperCase();
  const found = localFrameNames.find((frame) => frame === capitals);
  if (found !== undefined) return found;
  const reason = velocityFrames.includes(capitals)
    ? `, whose axes follow the velocity and so need the orbit of the own spacecraft`
    : '';
  throw new AppError(
    'domain.unknown_local_frame',
    `expected a frame of relative motion among ${localFrameNames.join(', ')}, got ${name}${reason}`,
    { hint: 'Give the states in RTN.' },
  );
}

/** A relative state in RTN; its velocity, the rate seen in the turning axes, stays one. */
export function rtnFromLocal(frame: LocalFrame, positionKm: Vec3, velocityKmPerS: Vec3): RtnState {
  return {
    positionRtnKm: apply(toRtn[frame], positionKm),
    velocityRtnKmPerS: apply(toRtn[frame], velocityKmPerS),
  };
}
