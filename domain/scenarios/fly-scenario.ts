import { type ReportedElementName, reportedElementNames } from '../intentions/evidence.ts';
import { type Intention, labelsOf, type MotionLabel, motionLabels } from '../intentions/labels.ts';
import { lexicon, unknown } from '../intentions/lexicon.ts';
import type { ReportedTerms } from '../intentions/read-report.ts';
import { reason, toIntention } from '../intentions/reasoning.ts';
import type { StandardFacts } from '../intentions/rulebook.ts';
import { rulebook } from '../intentions/taxonomy.ts';
import type { ReportedFacts, Track } from '../observations/track.ts';
import { type Encounter, type Flight, fly } from './flight.ts';
import { flyMotion } from './fly-motion.ts';
import { observationEpochs, observe } from './observe.ts';
import type { OwnOrbitKind } from './own-orbit.ts';
import { disturbanceOf, type PerturbationName, sensorUnder } from './perturbations.ts';
import { createRandom, type Random } from './random.ts';
import { type DisturbedReport, reportDisturbances } from './telling/disturb-report.ts';
import { type LanguageName, languages } from './telling/language.ts';
import { type Report, remarksOf, tellFacts } from './telling/report.ts';

/** What to fly; everything left out is drawn from the seed. */
export interface ScenarioOptions {
  /** Whole number; flight, reported facts, sample times and noise are drawn from it independently. */
  readonly seed: number;
  readonly motion?: MotionLabel;
  /** Orbit of the own spacecraft. @default drawn: more than half low, one in ten eccentric, the others geostationary */
  readonly orbit?: OwnOrbitKind;
  /** First epoch, UTC, ms since 1970-01-01. @default drawn from the year 2026 */
  readonly startUtcMs?: number;
  /** Sensor noise as a share of the range. @default drawn from 0.001 to 0.02 */
  readonly noiseFraction?: number;
  /** Share of the window without observations, in one to three gaps. @default 0 */
  readonly gapFraction?: number;
  /** Facts that are as given. @default drawn */
  readonly facts?: Partial<ReportedTerms>;
  /** Whose language the observer speaks. @default 'training' */
  readonly language?: LanguageName;
  /** One thing that is worse than usual. @default none */
  readonly perturbation?: PerturbationName;
  /** @default `target-` and the seed */
  readonly targetId?: string;
  /** @default 'simulated' */
  readonly source?: string;
}

/** A simulated case with known truth. */
export interface Scenario {
  readonly kind: 'scenario';
  readonly options: ScenarioOptions & { readonly motion: MotionLabel; readonly noiseFraction: number };
  readonly track: Track;
  /** The observer's report, of which the track holds the words. */
  readonly report: Report;
  /** The element that the perturbation is about, where it is a single one. */
  readonly perturbedElement?: ReportedElementName;
  readonly truth: Intention;
  /** The true facts in standard terms: those of the flown motion, and those reported. */
  readonly standardFacts: StandardFacts;
}

/** Each reported fact is missing this often. */
const missingProbability = 0.04;

/** How often a target carries a device that its motion gives a use for; drawn evenly, operations would be rare. */
const usefulDeviceProbability = 0.6;

const usualNoise = [0.001, 0.02] as const;

/** Scenarios begin within this year unless told otherwise. */
const firstEpochUtcMs = Date.UTC(2026, 0, 1);
const yearMs = 365 * 86_400_000;

type MotionWords = Pick<StandardFacts, 'rangeTrend' | 'endSpeed' | 'turn' | 'course'>;

/** The words that describe each motion as it is flown here. */
const wordsOfMotion: Readonly<Record<MotionLabel, MotionWords>> = {
  hovering: { rangeTrend: 'steady', endSpeed: 'slow', turn: 'part turn', course: 'no swerve' },
  flyby: { rangeTrend: 'falling then growing', endSpeed: 'fast', turn: 'part turn', course: 'no swerve' },
  flyaround: { rangeTrend: 'steady', endSpeed: 'fast', turn: 'full turn', course: 'no swerve' },
  rendezvous: { rangeTrend: 'falling', endSpeed: 'slow', turn: 'part turn', course: 'no swerve' },
  collision: { rangeTrend: 'falling', endSpeed: 'fast', turn: 'part turn', course: 'no swerve' },
  retreat: { rangeTrend: 'falling then growing', endSpeed: 'fast', turn: 'part turn', course: 'swerve' },
  randomness: { rangeTrend: 'wandering', endSpeed: 'fast', turn: 'part turn', course: 'no swerve' },
};

/**
 * Flies and observes one case: both spacecraft under gravity and J2, the target with impulses; sensor noise, and a report
 * in fields and remarks.
 *
 * The truth follows from what was flown and what is reported, by the real rulebook; sensor noise has no part in it. A
 * perturbation changes nothing but what it names: flight and report are drawn from the seed before it.
 */
export function flyScenario(options: ScenarioOptions): Scenario {
  const random = createRandom(options.seed);
  const usualNoiseFraction = options.noiseFraction ?? random.fork('noise').logBetween(...usualNoise);
  const { noiseFraction, gapFraction } = sensorUnder(options.perturbation, usualNoiseFraction);
  const gaps = Math.max(gapFraction, options.gapFraction ?? 0);
  const { motion, flight, epochsUtcMs } = flyOptions({ ...options, gapFraction: gaps }, random);
  const states = observe(flight, epochsUtcMs, noiseFraction, random.fork('sensor').fork('noise'));

  const { report, element } = reportOn(motion, options, random);
  const standardFacts = { ...report.terms, ...wordsOfMotion[motion] };
  const { meanMotionRadPerS, eccentricity } = flight.own;

  return {
    kind: 'scenario',
    options: { ...options, motion, noiseFraction: usualNoiseFraction },
    track: {
      kind: 'track',
      targetId: options.targetId ?? `target-${options.seed}`,
      source: options.source ?? 'simulated',
      states,
      reported: wordsOf(report),
      context: { origin: 'observed', ownMeanMotionRadPerS: meanMotionRadPerS, ownEccentricity: eccentricity },
    },
    report,
    ...(element && { perturbedElement: element }),
    truth: toIntention(reason(rulebook, standardFacts)),
    standardFacts,
  };
}

/**
 * The true absolute states behind a scenario: both spacecraft in GCRF at the epochs at which {@link flyScenario} observes
 * the target, without noise.
 */
export function flyAbsolute(options: ScenarioOptions): readonly Encounter[] {
  const { flight, epochsUtcMs } = flyOptions(options, createRandom(options.seed));
  return fly(flight, epochsUtcMs);
}

interface FlownOptions {
  readonly motion: MotionLabel;
  readonly flight: Flight;
  readonly epochsUtcMs: readonly number[];
}

function flyOptions(options: ScenarioOptions, random: Random): FlownOptions {
  const motion = options.motion ?? random.fork('motion').pick(motionLabels);
  const startUtcMs = options.startUtcMs ?? firstEpochUtcMs + random.fork('epoch').int(yearMs);
  const flight = flyMotion(motion, startUtcMs, random.fork('flight'), options.orbit);
  return { motion, flight, epochsUtcMs: observationEpochs(flight, options.gapFraction ?? 0, random.fork('sensor')) };
}

function reportOn(
  motion: MotionLabel,
  { facts, language = 'training', perturbation }: ScenarioOptions,
  random: Random,
): DisturbedReport {
  const means = { language: languages[language], labels: Object.values(labelsOf).flat() };
  const report = tellFacts(
    { ...drawTerms(random.fork('facts'), motion), ...facts },
    means.language,
    random.fork('telling'),
  );
  const kind = disturbanceOf(perturbation);
  return kind === undefined
    ? { report }
    : reportDisturbances[kind](report, { ...means, random: random.fork('perturbation') });
}

/** The words of a report as a log has them: nothing where a field says only that nothing is known. */
function wordsOf(report: Report): ReportedFacts {
  const fields = reportedElementNames.flatMap((element) =>
    report.fields[element] === unknown ? [] : [[element, report.fields[element]]],
  );
  const remarks = remarksOf(report);
  return { ...Object.fromEntries(fields), ...(remarks !== '' && { remarks }) };
}

/** A standard term for each element, all terms as likely, now and then none. */
function drawTerms(random: Random, motion: MotionLabel): ReportedTerms {
  const drawn = reportedElementNames.map((element) => [
    element,
    random.chance(missingProbability) ? unknown : random.pick(Object.keys(lexicon[element])),
  ]);
  const terms = Object.fromEntries(drawn) as ReportedTerms;
  const useful = usefulDevices(motion);
  if (terms.device === unknown || useful.length === 0 || !random.chance(usefulDeviceProbability)) return terms;
  return { ...terms, device: random.pick(useful) };
}

/** Devices whose operation the motion permits. */
function usefulDevices(motion: MotionLabel): string[] {
  const { operationOfDevice, checksOfOperation, checks } = rulebook.operation;
  const permits = (operation: string): boolean =>
    checksOfOperation[operation]?.every(
      (name) => checks[name]?.element !== 'motion' || checks[name].allows.includes(motion),
    ) === true;
  return Object.keys(operationOfDevice).filter((device) => permits(operationOfDevice[device] ?? 'none'));
}
