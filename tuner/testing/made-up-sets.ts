import type { Contestant, EvaluatedSet, SetName } from '../evaluation/contestant.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { ReportOrigin } from '../evaluation/report.ts';

const truth = { motion: 'flyby', operation: 'photograph', task: 'surveillance' } as const;

/** What is true when the fact that decides is deleted. */
const undecided = { ...truth, task: 'unclear' } as const;

const contestant = (key: string): Contestant => {
  const [kind, strategy] = key.split('/') as [Contestant['kind'], 'cot' | 'instruction'];
  const isModel = kind !== 'baseline';
  return {
    key,
    kind,
    strategy: isModel ? strategy : null,
    method: kind === 'tuned' ? 'prefix' : null,
    adapter: kind === 'tuned' ? { name: strategy, sha256: '1'.repeat(64) } : null,
    instructionTokens: isModel ? 60 : 0,
  };
};

/** An answer that is right, or has no readable task. */
const outcome = (key: string, id: string, isRight: boolean): Outcome => ({
  id,
  perturbation: null,
  perturbedElement: null,
  truth,
  answer: isRight ? truth : { ...truth, task: null },
  confidence: key.startsWith('baseline') ? null : { motion: 0.9, operation: 0.9, task: 0.9, all: 0.9 },
  answerTokens: key.startsWith('base/') ? 50 : key === 'tuned/cot' ? 40 : key.startsWith('tuned') ? 20 : 0,
  promptTokens: key.startsWith('baseline') ? 0 : 150,
  seconds: 0.5,
  faithfulness: key === 'tuned/cot' && isRight ? { statedFacts: 6, supportedFacts: 6, follows: true } : null,
});

const ids = ['n1', 'n2', 'n3', 'n4'];

const evaluated = (key: string, set: SetName, right: readonly string[], all = ids): EvaluatedSet => ({
  contestant: contestant(key),
  set,
  outcomes: all.map((id) => outcome(key, id, right.includes(id))),
});

/** n1 and n2 have typos, n3 and n4 lack the device. */
const perturbed = (key: string, right: readonly string[]): EvaluatedSet => {
  const { outcomes, ...rest } = evaluated(key, 'perturbed', right);
  return {
    ...rest,
    outcomes: outcomes.map((one, i) =>
      i < 2
        ? { ...one, perturbation: 'typos' }
        : { ...one, perturbation: 'missing element', perturbedElement: 'device' },
    ),
  };
};

/** Without its fact n1 is answered anew, n2 as before. */
const withoutFact = (key: string): EvaluatedSet => ({
  contestant: contestant(key),
  set: 'deleted fact',
  outcomes: [
    { ...outcome(key, 'n1', true), truth: undecided, answer: undecided },
    { ...outcome(key, 'n2', true), truth: undecided },
  ],
});

const validationIds = Array.from({ length: 10 }, (_, i) => `v${i}`);

/** Made-up outcomes, few enough to reckon by hand: four records, asked of five contestants. */
export const madeUpSets: readonly EvaluatedSet[] = [
  evaluated('tuned/instruction', 'nominal', ['n1', 'n4']),
  evaluated('tuned/cot', 'validation', validationIds.slice(0, 7), validationIds),
  evaluated('tuned/cot', 'nominal', ['n1', 'n2', 'n3']),
  perturbed('tuned/cot', ['n1', 'n2']),
  withoutFact('tuned/cot'),
  evaluated('base/cot', 'nominal', []),
  perturbed('baseline/rules', ['n1', 'n2', 'n4']),
  {
    contestant: contestant('baseline/recurrent'),
    set: 'nominal',
    outcomes: ids.map((id) => ({
      ...outcome('baseline/recurrent', id, true),
      answer: { motion: 'flyby', operation: null, task: null },
    })),
  },
];

export const origin: ReportOrigin = {
  createdUtc: '2026-03-01T00:00:00.000Z',
  seed: 1,
  model: { name: 'made up', sha256: '0'.repeat(64) },
};
