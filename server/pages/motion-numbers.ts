import type { Evidence, MotionFacts, Reliability } from '#domain';
import { distanceParts, durationWords, significantWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';

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
export function motionNumbers(facts: MotionFacts, words: Words): Quantity[] {
  const { revolutions, isOverRevolutions } = facts.rangeCourse;
  return [
    lengthQuantity(words.t('target.number.rangeFirst'), facts.startRangeKm),
    lengthQuantity(words.t('target.number.rangeLast'), facts.endRangeKm),
    lengthQuantity(words.t('target.number.closest'), facts.minRangeKm, utcWords(facts.closestEpochUtcMs)),
    lengthQuantity(words.t('target.number.farthest'), facts.maxRangeKm),
    quantity(
      words.t('target.number.closestSpeed'),
      mPerS(facts.closestSpeedKmPerS),
      'm/s',
      words.t('target.number.pace', { speed: words.term('speeds', facts.endSpeed), pace: mPerS(facts.paceKmPerS) }),
    ),
    quantity(
      words.t('target.number.rangeRate'),
      mPerS(facts.endRangeRateKmPerS),
      'm/s',
      words.t(facts.endRangeRateKmPerS < 0 ? 'target.number.closing' : 'target.number.opening'),
    ),
    angleQuantity(words.t('target.number.angle'), facts.enclosedAngleRad, words.term('turns', facts.turn)),
    quantity(words.t('target.number.drift'), mPerS(facts.driftKmPerS), 'm/s'),
    quantity(words.t('target.number.stopped'), durationWords(facts.stoppedS), ''),
    lengthQuantity(words.t('target.number.scatter'), facts.noise.positionKm, words.t('target.number.scatter.note')),
    ...(revolutions === undefined
      ? []
      : [
          quantity(
            words.t('target.number.revolutions'),
            significantWords(revolutions, 3),
            '',
            words.t(isOverRevolutions ? 'target.number.revolutions.whole' : 'target.number.revolutions.own'),
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
export function motionWords({ motionFacts: facts }: Evidence, words: Words) {
  const rated = (name: string, word: string, trust: Reliability): RatedWord => ({ name, word, ...trust });
  return {
    pattern: facts.pattern,
    definition: words.term('patternDefinitions', facts.pattern),
    isColocated: facts.isColocated,
    words: [
      rated(words.t('target.motion.pattern'), words.term('patterns', facts.pattern), facts.trust.pattern),
      rated(words.t('target.motion.range'), words.term('ranges', facts.rangeTrend), facts.trust.rangeTrend),
      rated(words.t('target.motion.speed'), words.term('speeds', facts.endSpeed), facts.trust.endSpeed),
      rated(words.t('target.motion.turn'), words.term('turns', facts.turn), facts.trust.turn),
      rated(words.t('target.motion.course'), words.term('courses', facts.course), facts.trust.course),
    ],
  };
}
