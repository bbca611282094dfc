import type { EvaluationReport } from '../pages/evaluation-report.ts';

type Contestant = EvaluationReport['contestants'][number];
type Share = EvaluationReport['rows'][number]['exactMatch'];

/** Records of every set. */
const n = 500;

/** An invented share with an invented interval, two points to either side. */
const share = (accuracy: number): Share => ({
  correct: Math.round(accuracy * n),
  n,
  accuracy,
  low: Math.max(0, accuracy - 0.02),
  high: Math.min(1, accuracy + 0.02),
});

const models = (['tuned', 'base'] as const).flatMap((kind) =>
  (['basic', 'instruction', 'cot'] as const).map(
    (strategy): Contestant => ({
      key: `${kind}/${strategy}`,
      kind,
      strategy,
      method: kind === 'tuned' ? 'prefix' : null,
      adapter: kind === 'tuned' ? { name: strategy, sha256: '1'.repeat(64) } : null,
      instructionTokens: 60,
    }),
  ),
);

const baseline = (name: string): Contestant => ({
  key: `baseline/${name}`,
  kind: 'baseline',
  strategy: null,
  method: null,
  adapter: null,
  instructionTokens: 0,
});

const contestants = [...models, baseline('rules'), baseline('recurrent')];

/** Exact match of a contestant: tuned 0.6, 0.7 and 0.8, the rules 0.5, the base nothing. */
const exactOf = ({ kind, strategy }: Contestant): number =>
  kind === 'base' ? 0 : kind === 'baseline' ? 0.5 : { basic: 0.6, instruction: 0.7, cot: 0.8 }[strategy ?? 'basic'];

const perLevel = { motion: 0.9, operation: 0.8, task: 0.7 };

/** A report of invented numbers that do not fit each other, for tests of the pages alone. */
export const fixtureReport: EvaluationReport = {
  form: 2,
  createdUtc: '2026-03-01T00:00:00.000Z',
  seed: 1,
  model: { name: 'fixture', sha256: '0'.repeat(64) },
  dataSha256: null,
  contestants,
  rows: contestants.flatMap((contestant) =>
    (['true facts', 'nominal', 'perturbed', 'deleted fact'] as const).map((set) => ({
      contestant: contestant.key,
      set,
      levels: contestant.key === 'baseline/recurrent' ? ['motion'] : ['motion', 'operation', 'task'],
      n,
      motion: share(0.9),
      operation: share(0.8),
      task: share(0.7),
      exactMatch: share(exactOf(contestant)),
      macroF1: perLevel,
      macroF2: perLevel,
      answerTokens: contestant.kind === 'baseline' ? 0 : contestant.strategy === 'cot' ? 100 : 30,
      promptTokens: contestant.kind === 'baseline' ? 0 : 150,
      instructionTokens: contestant.instructionTokens,
      secondsPerRecord: 0.1,
    })),
  ),
  perClass: [
    {
      contestant: 'tuned/cot',
      set: 'nominal',
      level: 'motion',
      classes: [
        { label: 'hovering', support: 300, precision: 1, recall: share(0.9), f1: 0.9474, f2: 0.9184 },
        { label: 'flyby', support: 200, precision: 0.85, recall: share(1), f1: 0.9189, f2: 0.9659 },
      ],
      confusion: [
        [270, 30, 0, 0, 0, 0, 0, 0],
        [0, 200, 0, 0, 0, 0, 0, 0],
        ...Array.from({ length: 5 }, () => Array<number>(8).fill(0)),
      ],
    },
  ],
  calibration: [
    {
      contestant: 'tuned/cot',
      temperature: 1.5,
      fittedOn: 100,
      sets: [
        {
          set: 'nominal',
          n,
          eceBefore: { estimate: 0.05, low: 0.04, high: 0.06 },
          ece: { estimate: 0.015, low: 0.01, high: 0.025 },
          brierBefore: 0.02,
          brier: 0.01,
          bins: [{ aboveConfidence: 0.9333, upToConfidence: 1, count: n, meanConfidence: 0.98, accuracy: share(0.8) }],
        },
      ],
    },
  ],
  selective: [
    {
      contestant: 'tuned/cot',
      set: 'nominal',
      n,
      at95: { threshold: 0.75, coverage: 0.95, accuracy: share(0.82) },
      areaUnderRiskCoverage: 0.1,
      curve: [
        { coverage: 0.5, accuracy: 0.9 },
        { coverage: 1, accuracy: 0.8 },
      ],
    },
  ],
  robustness: [
    {
      contestant: 'tuned/cot',
      spreadPoints: 1.5,
      largestLoss: { perturbation: 'typos', points: 4 },
      losses: [
        {
          perturbation: 'typos',
          element: null,
          exactMatch: share(0.76),
          nominalCorrect: 400,
          loss: { points: 4, low: 2, high: 6 },
        },
        {
          perturbation: 'other wording',
          element: null,
          exactMatch: share(0.76),
          nominalCorrect: 400,
          loss: { points: 4, low: 2, high: 6 },
        },
        {
          perturbation: null,
          element: 'device',
          exactMatch: share(0.78),
          nominalCorrect: 400,
          loss: { points: 2, low: 0, high: 4 },
        },
      ],
    },
  ],
  comparisons: [
    {
      a: 'tuned/cot',
      b: 'tuned/instruction',
      set: 'perturbed',
      perturbation: null,
      n,
      onlyA: 10,
      onlyB: 20,
      pValue: 0.0987,
      difference: { points: -2, low: -4.5, high: 0.5 },
    },
    {
      a: 'tuned/cot',
      b: 'baseline/rules',
      set: 'perturbed',
      perturbation: 'typos',
      n: 50,
      onlyA: 15,
      onlyB: 0,
      pValue: 0.0000610352,
      difference: { points: 30, low: 17, high: 43 },
    },
  ],
  gains: [
    {
      set: 'nominal',
      from: 'tuned/instruction',
      to: 'tuned/cot',
      points: 10,
      extraAnswerTokens: 70,
      extraInstructionTokens: 0,
      pointsPer100Tokens: 14.29,
    },
  ],
  faithfulness: {
    reasoning: [
      {
        contestant: 'tuned/cot',
        set: 'nominal',
        n,
        withReasoning: n,
        supportedFacts: share(0.995),
        allSupported: share(0.98),
        follows: share(0.97),
      },
    ],
    deletedFact: [{ contestant: 'tuned/cot', newTruth: share(0.96), changed: share(1) }],
  },
  disagreements: [
    {
      contestant: 'tuned/cot',
      set: 'nominal',
      wrong: 100,
      n,
      records: [
        {
          id: 'test-00007',
          perturbation: null,
          truth: ['flyby', 'photograph', 'surveillance'],
          answer: ['flyby', 'photograph', null],
        },
      ],
    },
  ],
};
