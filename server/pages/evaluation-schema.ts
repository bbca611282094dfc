import { type Static, Type } from 'typebox';

/**
 * The form of an evaluation report as the console and the results page read it; a report may hold more. That
 * `buildReport` writes this form is held by scripts/evaluation-report-form.test.ts: pages do not reach the tuner.
 */

const Fraction = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 0 });

/** A share with its counts and its 95 % interval. */
const Share = Type.Object({ correct: Count, n: Count, accuracy: Fraction, low: Fraction, high: Fraction });

/** Percentage points with their 95 % interval. */
const Points = Type.Object({ points: Type.Number(), low: Type.Number(), high: Type.Number() });

/** An estimate with its 95 % bootstrap interval. */
const Interval = Type.Object({ estimate: Type.Number(), low: Type.Number(), high: Type.Number() });

const Identity = Type.Object({ name: Type.String(), sha256: Type.String() });

const oneOf = <Name extends string>(...names: readonly Name[]) => Type.Unsafe<Name>(Type.Enum([...names]));

const SetName = oneOf('true facts', 'nominal', 'perturbed', 'deleted fact', 'own labels');
const LevelName = oneOf('motion', 'operation', 'task');
const StrategyName = oneOf('basic', 'instruction', 'cot');
const orNull = <T extends Parameters<typeof Type.Array>[0]>(type: T) => Type.Union([type, Type.Null()]);

/** One row of a contestant on a set. */
const onSet = { contestant: Type.String(), set: SetName };
const PerLevel = Type.Object({ motion: Type.Number(), operation: Type.Number(), task: Type.Number() });

const Contestant = Type.Object({
  key: Type.String(),
  kind: oneOf('base', 'tuned', 'baseline'),
  strategy: orNull(StrategyName),
  method: orNull(oneOf('prefix', 'prompt', 'lora', 'full')),
  adapter: orNull(Identity),
  instructionTokens: Count,
});

const AccuracyRow = Type.Object({
  ...onSet,
  levels: Type.Array(LevelName),
  n: Count,
  motion: Share,
  operation: Share,
  task: Share,
  exactMatch: Share,
  macroF1: PerLevel,
  macroF2: PerLevel,
  answerTokens: Type.Number(),
  promptTokens: Type.Number(),
  instructionTokens: Count,
  secondsPerRecord: Type.Number(),
});

const ClassTable = Type.Object({
  ...onSet,
  level: LevelName,
  classes: Type.Array(
    Type.Object({
      label: Type.String(),
      support: Count,
      precision: Fraction,
      recall: Share,
      f1: Fraction,
      f2: Fraction,
    }),
  ),
  confusion: orNull(Type.Array(Type.Array(Count))),
});

const Calibration = Type.Object({
  contestant: Type.String(),
  temperature: Type.Number({ exclusiveMinimum: 0 }),
  fittedOn: Count,
  sets: Type.Array(
    Type.Object({
      set: SetName,
      n: Count,
      eceBefore: Interval,
      ece: Interval,
      brierBefore: Type.Number(),
      brier: Type.Number(),
      bins: Type.Array(
        Type.Object({
          aboveConfidence: Fraction,
          upToConfidence: Fraction,
          count: Count,
          meanConfidence: orNull(Fraction),
          accuracy: Share,
        }),
      ),
    }),
  ),
});

const Selective = Type.Object({
  ...onSet,
  n: Count,
  at95: Type.Object({ threshold: Fraction, coverage: Fraction, accuracy: Share }),
  areaUnderRiskCoverage: Fraction,
  curve: Type.Array(Type.Object({ coverage: Fraction, accuracy: Fraction })),
});

const Robustness = Type.Object({
  contestant: Type.String(),
  spreadPoints: Type.Number(),
  largestLoss: Type.Object({ perturbation: Type.String(), points: Type.Number() }),
  losses: Type.Array(
    Type.Object({
      perturbation: orNull(Type.String()),
      element: orNull(Type.String()),
      exactMatch: Share,
      nominalCorrect: Count,
      loss: Points,
    }),
  ),
});

const Comparison = Type.Object({
  a: Type.String(),
  b: Type.String(),
  set: SetName,
  perturbation: orNull(Type.String()),
  n: Count,
  onlyA: Count,
  onlyB: Count,
  pValue: Fraction,
  difference: Points,
});

const Gain = Type.Object({
  set: SetName,
  from: Type.String(),
  to: Type.String(),
  points: Type.Number(),
  extraAnswerTokens: Type.Number(),
  extraInstructionTokens: Type.Integer(),
  pointsPer100Tokens: orNull(Type.Number()),
});

const Faithfulness = Type.Object({
  reasoning: Type.Array(
    Type.Object({
      ...onSet,
      n: Count,
      withReasoning: Count,
      supportedFacts: Share,
      allSupported: Share,
      follows: Share,
    }),
  ),
  deletedFact: Type.Array(Type.Object({ contestant: Type.String(), newTruth: Share, changed: orNull(Share) })),
});

const Disagreements = Type.Object({
  ...onSet,
  wrong: Count,
  n: Count,
  records: Type.Array(
    Type.Object({
      id: Type.String(),
      perturbation: orNull(Type.String()),
      truth: Type.Array(Type.String()),
      answer: Type.Array(orNull(Type.String())),
    }),
  ),
});

const OwnTarget = Type.Object({
  id: Type.String(),
  targetId: Type.String(),
  logId: Count,
  assessmentId: Count,
  verdict: oneOf('confirmed', 'corrected'),
});

export const EvaluationReportSchema = Type.Object({
  form: Type.Literal(2),
  createdUtc: Type.String(),
  seed: Type.Integer(),
  model: Identity,
  dataSha256: orNull(Type.String()),
  contestants: Type.Array(Contestant),
  rows: Type.Array(AccuracyRow),
  perClass: Type.Array(ClassTable),
  calibration: Type.Array(Calibration),
  selective: Type.Array(Selective),
  robustness: Type.Array(Robustness),
  comparisons: Type.Array(Comparison),
  gains: Type.Array(Gain),
  faithfulness: Faithfulness,
  disagreements: Type.Array(Disagreements),
  /** Targets of the user's own, where those were asked about. */
  targets: Type.Optional(Type.Array(OwnTarget)),
});

/** Nothing in a report that was read is changed. */
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

export type EvaluationReport = DeepReadonly<Static<typeof EvaluationReportSchema>>;
