import {
  canDisturb,
  courses,
  drawWording,
  endSpeeds,
  languages,
  lexicon,
  type Random,
  type Report,
  type ReportDisturbance,
  type ReportedTerms,
  rangeTrends,
  remarksOf,
  reportDisturbances,
  reportedElementNames,
  type StandardFacts,
  tellFacts,
  turns,
  unknown,
  wordsOfMotion,
} from '#domain';
import type { RecordParts, RecordWords } from '#prompts';
import { wordPools } from './word-pools.ts';

/** Chance that an element is unknown. The motion never is: it is computed. */
const unknownChance = 0.07;

/**
 * Chances of what may be wrong with a report, each by itself. `other wording` is not among them: its words are kept
 * for tests, as are the units of `unit change`.
 */
const disturbanceChances = {
  'contradictory elements': 0.15,
  typos: 0.25,
  distractors: 0.2,
  'smuggled instruction': 0.12,
  'shuffled order': 0.08,
  'truncated record': 0.08,
} as const satisfies Partial<Record<ReportDisturbance, number>>;

/** A target in standard terms, and as a record tells of it. */
export interface Target {
  readonly facts: StandardFacts;
  readonly record: RecordParts;
}

/** A target with every element drawn at random, each by itself, told in the general language. */
export function drawTarget(random: Random): Target {
  const motion = drawMotion(random);
  const report = drawReport(random);
  return {
    facts: { ...report.terms, ...motion },
    record: {
      words: { ...report.fields, motion: wordsOfMotion(motion) },
      remarks: remarksOf(report),
      order: report.order,
    },
  };
}

/** A target told in its fields alone, as worked examples are. */
export function drawPlainTarget(random: Random): { readonly facts: StandardFacts; readonly words: RecordWords } {
  const motion = drawMotion(random);
  const terms = drawTerms(random);
  const told = reportedElementNames.map((element) => [
    element,
    terms[element] === unknown ? unknown : drawWording(element, terms[element], languages.general, random),
  ]);
  return {
    facts: { ...terms, ...motion },
    words: { ...(Object.fromEntries(told) as ReportedTerms), motion: wordsOfMotion(motion) },
  };
}

const drawMotion = (random: Random) => ({
  rangeTrend: random.pick(rangeTrends),
  endSpeed: random.pick(endSpeeds),
  turn: random.pick(turns),
  course: random.pick(courses),
});

function drawTerms(random: Random): ReportedTerms {
  const terms = reportedElementNames.map((element) => [
    element,
    random.chance(unknownChance) ? unknown : random.pick(Object.keys(lexicon[element])),
  ]);
  return Object.fromEntries(terms) as ReportedTerms;
}

function drawReport(random: Random): Report {
  const means = { language: languages.general, labels: wordPools.labels, random };
  let report = tellFacts(drawTerms(random), means.language, random);
  for (const [name, chance] of Object.entries(disturbanceChances)) {
    const kind = name as keyof typeof disturbanceChances;
    if (random.chance(chance) && canDisturb(report, kind)) report = reportDisturbances[kind](report, means).report;
  }
  return report;
}
