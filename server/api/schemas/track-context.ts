import { type RelativeGeometry, reportedElementNames, type TrackContext } from '#domain';
import { described } from '../described.ts';
import { flag, instantMs, list, maybe, named, oneOf, real, record, share, text } from '../fields.ts';
import { TimeWindowSchema } from './time-window.ts';

const lights = ['full sunlight', 'penumbra', 'eclipse'] as const;
const light = (meaning: string) => oneOf(lights, meaning);

const Light = record(
  {
    lighting: light('The light on the target at the focus.'),
    focusUtcMs: instantMs('The instant the word speaks for, such as the closest approach.'),
    shares: record(
      {
        'full sunlight': share('In full sunlight.'),
        penumbra: share('In partial shadow.'),
        eclipse: share('In full shadow.'),
      },
      'Shares of the searched time, together 1.',
    ),
    intervals: list(
      record({ ...TimeWindowSchema.properties, lighting: light('The light in it.') }),
      'Stretches of one light, in order; they abut within each searched stretch.',
    ),
    searched: list(
      TimeWindowSchema,
      'What was searched: the window, or of a long one single revolutions spread over it.',
    ),
    photography: maybe(
      record(
        {
          targetSunlitShare: share('Share of the disk of the Sun that shines on the target.'),
          phaseAngleRad: real('Angle Sun, target, own spacecraft, rad: 0 when the face toward us is fully lit.'),
          sunAngleRad: real('Angle target, own spacecraft, Sun, rad.'),
          isInFrontOfSun: flag('Within 30 degrees of the Sun as seen from the own spacecraft.'),
          comesOutOfSun: flag('In front of the Sun and coming nearer.'),
        },
        'How well it can be seen from the own spacecraft; absent when the own state at the focus is not known.',
      ),
    ),
    leastSunAngle: maybe(
      record(
        { angleRad: real('The angle, rad.'), epochUtcMs: instantMs('When it was.') },
        'Least angle between target and Sun as seen from the own spacecraft.',
      ),
    ),
  },
  'The light on the target, where both trajectories are known.',
);

/** What relative orbital elements say of the motion. */
export const RelativeGeometrySchema = described<RelativeGeometry>()(
  named(
    'RelativeGeometry',
    record(
      {
        heightKm: real('Mean height above the own orbit, km.'),
        aheadKm: real('Mean distance ahead, km.'),
        driftKmPerRevolution: real(
          'How far the target moves ahead in one revolution, km; negative when it falls behind.',
        ),
        radialAmplitudeKm: real('Half the radial extent of the in-plane ellipse, km.'),
        alongTrackAmplitudeKm: real('Half the along-track extent of the in-plane ellipse, km.'),
        crossTrackAmplitudeKm: real('Half the extent across the own orbital plane, km.'),
        perigeePhaseRad: real('Own argument of latitude where the target is lowest, rad.'),
        nodePhaseRad: real('Own argument of latitude where the target rises through the own plane, rad.'),
        vectorAngleRad: real('Angle between the relative eccentricity and inclination vectors, rad, 0 to pi/2.'),
      },
      'What relative orbital elements say of the motion about a near-circular own orbit, in lengths and phases.',
    ),
  ),
);

const RelativeOrbit = record(
  {
    epochUtcMs: instantMs('The instant of the elements.'),
    geometry: RelativeGeometrySchema,
    safety: record(
      {
        leastAcrossTrackKm: real('Least distance from the line along the own track, km.'),
        leastRangeKm: real('Least range, km.'),
        leastRangeAfterS: real('Time to the least range, s.'),
        driftKmPerRevolution: real('Change along the track in the first revolution, km.'),
      },
      'How near the target comes over the next revolutions if nobody thrusts any more.',
    ),
  },
  'How the two orbits differ, where both trajectories are known and near each other.',
);

/** What is known beside the states themselves. */
export const TrackContextSchema = described<TrackContext>()(
  named(
    'TrackContext',
    record(
      {
        origin: oneOf(
          ['observed', 'mean elements', 'ephemeris', 'conjunction message'],
          'Where the states come from: seen by a sensor, or the difference of two trajectories.',
        ),
        ownMeanMotionRadPerS: maybe(real('Mean motion of the own spacecraft, rad/s.')),
        ownEccentricity: maybe(real('Eccentricity of the own orbit.')),
        positionSigmaKm: maybe(real('Standard deviation of a component of relative position, km.')),
        sameErrorS: maybe(real('Time over which states share their error, s.')),
        ownName: maybe(text('Own spacecraft as its source names it.')),
        targetName: maybe(text('Target as its source names it, where that differs from its identifier.')),
        targetDesignator: maybe(
          text('International designator of the target, where that differs from its identifier.'),
        ),
        factSources: maybe(
          record(
            Object.fromEntries(
              [...reportedElementNames, 'remarks'].map((name) => [name, maybe(text(`File of the fact "${name}".`))]),
            ) as Record<
              'remarks' | (typeof reportedElementNames)[number],
              ReturnType<typeof maybe<ReturnType<typeof text>>>
            >,
            'Files that facts were taken from, of those the source of the states does not report.',
          ),
        ),
        lighting: maybe(Light),
        relativeOrbit: maybe(RelativeOrbit),
      },
      'What is known of the own orbit and of the errors of the states, beside the states themselves.',
    ),
  ),
);
