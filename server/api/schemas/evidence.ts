import { type Evidence, elementNames, type RelativeState } from '#domain';
import { described } from '../described.ts';
import { always, count, instantMs, maybe, named, oneOf, record, text, vector } from '../fields.ts';
import { MotionFactsSchema, ReliabilitySchema } from './motion-facts.ts';
import { TimeWindowSchema } from './time-window.ts';
import { TrackContextSchema } from './track-context.ts';

/** One observation. */
export const RelativeStateSchema = described<RelativeState>()(
  named(
    'RelativeState',
    record(
      {
        epochUtcMs: instantMs('When it was.'),
        positionRtnKm: vector('Place, km.'),
        velocityRtnKmPerS: vector('Rate of the place as seen in the rotating frame, km/s.'),
        line: count('Line of the log it came from, from 1; 0 for a state that was computed from orbits.'),
      },
      'A target relative to the own spacecraft at an instant. Frame: RTN of the own spacecraft, R away from Earth, N along the orbital angular momentum, T completes.',
    ),
  ),
);

const Element = named(
  'EvidenceElement',
  record(
    {
      name: oneOf(elementNames, 'Which of the seven.'),
      text: text('Words for the prompt; `unknown` when nothing is known.'),
      origin: oneOf(
        ['computed', 'reported', 'missing'],
        'Computed from observations, reported by the observer, or missing.',
      ),
      source: text('What the words were taken or computed from.'),
      reliability: ReliabilitySchema,
      window: TimeWindowSchema,
    },
    'One of the seven elements of the evidence.',
  ),
);

/** Everything that is known about one target in one window. */
export const EvidenceSchema = described<Evidence>()(
  named(
    'Evidence',
    record(
      {
        kind: always('evidence', 'What it is.'),
        targetId: text('Identifier of the target.'),
        source: text('Where the observations came from.'),
        window: TimeWindowSchema,
        stateCount: count('Observations in the window.'),
        elements: record(
          {
            ownSpacecraft: Element,
            size: Element,
            cooperation: Element,
            device: Element,
            lighting: Element,
            electromagnetic: Element,
            motion: Element,
          },
          'The seven elements that the model is told.',
        ),
        remarks: maybe(text('Free text of the observer; absent when there is none.')),
        motionFacts: MotionFactsSchema,
        context: maybe(TrackContextSchema),
      },
      'Everything that is known about one target in one window: what the model is told and what the pages show.',
    ),
  ),
);
