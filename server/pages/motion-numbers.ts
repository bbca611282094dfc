import { type Evidence, type MotionFacts, patternDefinitions, type Reliability } from '#domain';
import { distanceParts, durationWords, significantWords, utcWords } from '../http/view-formats.ts';

/** A number with its unit and what it is. */
export interface Quantity {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly note: string;
}

/** A quantity of any unit. */
export const quantity = (name: string, value: string, unit: string, note = ''): Quantity => ({
  name,
  value,
  unit,
  note,
});

/** A quantity of length, in the unit that suits it. */
export const lengthQuantity = (name: string, km: number, note = ''): Quantity => ({ name, ...distanceParts(km), note });

/** A quantity of angle, rad in, degrees out. */
export const angleQuantity = (name: string, rad: number, note = ''): Quantity =>
  quantity(name, significantWords((rad * 180) / Math.PI, 3), '°', note);

const mPerS = (kmPerS: number): string => significantWords(kmPerS * 1000, 3);

/** The computed motion facts as quantities, in the units analysts read. */
export function motionNumbers(facts: MotionFacts): Quantity[] {
  return [
    lengthQuantity('Range, first', facts.startRangeKm),
    lengthQuantity('Range, last', facts.endRangeKm),
    lengthQuantity('Closest approach', facts.minRangeKm, utcWords(facts.closestEpochUtcMs)),
    lengthQuantity('Farthest', facts.maxRangeKm),
    quantity(
      'Speed at closest',
      mPerS(facts.closestSpeedKmPerS),
      'm/s',
      `${facts.endSpeed}: the pace is ${mPerS(facts.paceKmPerS)} m/s`,
    ),
    quantity(
      'Range rate, last',
      mPerS(facts.endRangeRateKmPerS),
      'm/s',
      facts.endRangeRateKmPerS < 0 ? 'closing' : 'opening',
    ),
    angleQuantity('Angle swept', facts.enclosedAngleRad, facts.turn),
    quantity('In-track drift', mPerS(facts.driftKmPerS), 'm/s'),
    quantity('Time stopped', durationWords(facts.stoppedS), ''),
    lengthQuantity('Scatter of the states', facts.noise.positionKm, '1 σ per axis, at the median range'),
    ...(facts.rangeCourse.revolutions === undefined
      ? []
      : [
          quantity(
            'Revolutions',
            significantWords(facts.rangeCourse.revolutions, 3),
            '',
            facts.rangeCourse.isOverRevolutions ? 'words are those of whole revolutions' : 'of the own spacecraft',
          ),
        ]),
  ];
}

/** A word that motion is described by, and how far it can be relied on. */
interface RatedWord extends Reliability {
  readonly name: string;
  readonly word: string;
}

/** The pattern with its meaning, and each word of the motion with its trust. */
export function motionWords({ motionFacts: facts }: Evidence) {
  const rated = (name: string, word: string, trust: Reliability): RatedWord => ({ name, word, ...trust });
  return {
    pattern: facts.pattern,
    definition: patternDefinitions[facts.pattern],
    isColocated: facts.isColocated,
    words: [
      rated('Pattern', facts.pattern, facts.trust.pattern),
      rated('Range', facts.rangeTrend, facts.trust.rangeTrend),
      rated('Speed at closest', facts.endSpeed, facts.trust.endSpeed),
      rated('Turn', facts.turn, facts.trust.turn),
      rated('Course', facts.course, facts.trust.course),
    ],
  };
}
