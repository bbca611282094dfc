import { toGcrf } from '../frames/gcrf.ts';
import type { ConjunctionMessage, ConjunctionObject } from '../observations/cdm/conjunction-message.ts';
import { piecewiseTrajectory } from './piecewise-trajectory.ts';
import type { Trajectory } from './trajectory.ts';
import { coastTwoBody } from './two-body.ts';

/** How far from the closest approach the states of a conjunction message are coasted. */
const reachMs = 10 * 60_000;

/**
 * The two objects of a conjunction message, ten minutes before closest approach to ten minutes after.
 *
 * Their states are coasted about a spherical Earth. Measured in conjunction-trajectory.test.ts in low orbit: each
 * position is off by about 2 km at the ends of the window and 20 m one minute from closest approach; the relative
 * position of two that fly side by side, a kilometer apart, is off by less than a meter throughout.
 *
 * @returns undefined when the message has no state for one of them
 */
export function conjunctionTrajectories(message: ConjunctionMessage): readonly [Trajectory, Trajectory] | undefined {
  const first = trajectoryOf(message, message.object1);
  const second = trajectoryOf(message, message.object2);
  return first && second && [first, second];
}

function trajectoryOf({ tcaUtcMs, source }: ConjunctionMessage, object: ConjunctionObject): Trajectory | undefined {
  if (object.state === undefined) return undefined;
  const atTca = toGcrf(object.frame, tcaUtcMs, object.state.positionKm, object.state.velocityKmPerS);
  const sigmaKm = conjunctionSigmaKm(object.positionCovarianceRtnM2);
  return piecewiseTrajectory(
    {
      objectId: object.designator,
      objectName: object.objectName || object.designator,
      source,
      origin: 'conjunction message',
    },
    [
      {
        span: { startUtcMs: tcaUtcMs - reachMs, endUtcMs: tcaUtcMs + reachMs },
        stateAt: (epochUtcMs) => coastTwoBody(atTca, epochUtcMs),
        positionSigmaKm: () => sigmaKm,
      },
    ],
  );
}

/** What to expect of a message without covariance: the catalog behind it predicts low orbits to a few hundred meters. */
const undeclaredSigmaKm = 0.3;

function conjunctionSigmaKm(covarianceRtnM2: ConjunctionObject['positionCovarianceRtnM2']): number {
  if (covarianceRtnM2 === undefined) return undeclaredSigmaKm;
  const traceM2 = covarianceRtnM2[0]![0]! + covarianceRtnM2[1]![1]! + covarianceRtnM2[2]![2]!;
  return Math.sqrt(traceM2 / 3) / 1000;
}
