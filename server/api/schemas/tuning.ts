import { Type } from 'typebox';
import { strategies } from '#prompts';
import type { RunRow } from '../../pages/tuning/run-row.ts';
import type { SettingRow } from '../../pages/tuning/setting-rows.ts';
import { jobStates } from '../../store/job-rows.ts';
import type { LossHistory } from '../../tuning/loss-history.ts';
import { adapterMethods, exampleSources } from '../../tuning/tuning-settings.ts';
import { described } from '../described.ts';
import {
  count,
  flag,
  instant,
  list,
  named,
  number,
  oneOf,
  open,
  orNull,
  real,
  record,
  sha256,
  share,
  text,
} from '../fields.ts';

/** A tuning run with its settings and figures. */
export const TuningRunSchema = described<RunRow>()(
  named(
    'TuningRun',
    record(
      {
        run: number('Number of the run, that of its job.'),
        name: text('What people call it.'),
        strategy: text('Prompt strategy it is for.'),
        method: text('Way of tuning.'),
        learningRate: real('Peak of the learning rate.'),
        source: text('Where its examples are from.'),
        trainingExamples: orNull(count('Examples to learn from; null until it has begun.')),
        validationExamples: orNull(count('Examples held out; null until it has begun.')),
        reviews: orNull(count('Reviewed targets among them; null until it has begun.')),
        reviewsLeftOut: orNull(count('Reviewed targets that the strategy cannot learn; null until it has begun.')),
        stepsDone: count('Steps done.'),
        stepsTotal: count('Steps in all.'),
        endedEarly: flag('Whether it ended because validation got no better.'),
        trainedParameters: orNull(count('Numbers that are learned; null until it has begun.')),
        bestStep: orNull(count('Step of the best validation; null before the first.')),
        bestLoss: orNull(real('Loss there, nats per token.')),
        bestExactMatch: orNull(share('Share of the held-out answers that were right to the letter there.')),
        adapterSha256: orNull(sha256('The adapter of that step.')),
        validationSha256: orNull(sha256('The held-out examples: figures compare where it is the same.')),
        state: oneOf(jobStates, 'How far it is.'),
        isServing: flag('Whether an adapter of this run answers for its strategy.'),
        startedBy: orNull(text('Account that asked for it; null when nobody had signed in.')),
        createdUtc: instant('When it was asked for.'),
        startedUtc: orNull(instant('When it was begun.')),
        finishedUtc: orNull(instant('When it ended.')),
      },
      'A tuning run with its settings and figures.',
    ),
  ),
);

const point = {
  step: count('Step of the run.'),
  loss: real('Loss, nats per token.'),
  seconds: real('Time it took, s.'),
};

/** What a run measured. */
export const LossHistorySchema = described<LossHistory>()(
  record(
    {
      training: list(record(point), 'The loss of each step.'),
      validation: list(
        record({ ...point, exactMatch: orNull(share('Share of the held-out answers that were right to the letter.')) }),
        'Each measurement of the examples held out.',
      ),
    },
    'What it measured; null where its folder is not on this machine.',
  ),
);

/** Which adapter answers for each strategy. */
export const serving = list(
  record({
    strategy: oneOf(strategies, 'How the prompt is put.'),
    promotion: orNull(number('Promotion in force; null while the shipped adapter has always answered.')),
    run: orNull(number('Run of the adapter; null for the shipped one.')),
    adapterSha256: orNull(sha256('The adapter; null for the shipped one.')),
    sinceUtc: orNull(instant('Since when it answers.')),
    author: orNull(text('Who promoted it.')),
  }),
  'Which adapter answers for each strategy.',
);

/** A promotion of an adapter, or a way back to an earlier one. */
export const PromotionSchema = named(
  'Promotion',
  record(
    {
      promotion: number('Number of the promotion.'),
      strategy: oneOf(strategies, 'Strategy it is for.'),
      run: orNull(number('Run of the adapter; null for the shipped one.')),
      adapterSha256: orNull(sha256('The adapter; null for the shipped one.')),
      folder: orNull(text('Folder of the adapter below the data folder; null for the shipped one.')),
      author: text('Who promoted it.'),
      createdUtc: instant('When.'),
      backTo: orNull(number('Promotion that it rolls back to; null for a new adapter.')),
      isInForce: flag('Whether its adapter answers now.'),
    },
    'A promotion of an adapter, or a way back to an earlier one.',
  ),
);

/** Settings that differ between runs. */
export const differingSettings = list(
  described<Pick<SettingRow, 'name' | 'label'> & { values: string[] }>()(
    record({
      name: text('Name of the setting.'),
      label: text('The same in words.'),
      values: list(text('Its value; a dash where the run has none.'), 'Its value in each run.'),
    }),
  ),
  'Settings that are not the same in all runs.',
);

/** What a run was started with, as it is kept. */
export const tuningSettings = open<object>('What it was started with.');

/** A field of the form for a new run. */
export const TuningFieldSchema = record({
  name: text('Name of the field.'),
  default: orNull(text('Value when it is left out; null where the method decides.')),
  choices: orNull(list(text('A value.'), 'Values it may have; null where they are no closed set.')),
  low: orNull(Type.Number({ description: 'Least whole number; null where it is none.' })),
  high: orNull(Type.Number({ description: 'Greatest whole number; null where it is none.' })),
  methods: orNull(list(oneOf(adapterMethods, 'A way of tuning.'), 'Ways of tuning it belongs to; null for all.')),
  sources: orNull(list(oneOf(exampleSources, 'A source.'), 'Sources of examples it belongs to; null for all.')),
});
