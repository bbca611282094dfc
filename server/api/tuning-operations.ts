import { Type } from 'typebox';
import { strategies } from '#prompts';
import { tuningFields } from '../pages/tuning/new-tuning-fields.ts';
import { answer, matching, nextParameter, table } from './envelope.ts';
import { always, count, flag, href, list, maybe, named, number, oneOf, orNull, real, record, text } from './fields.ts';
import { changeAnswers, type Operations, pageAnswer } from './operation.ts';
import { JobSchema } from './schemas/job.ts';
import {
  differingSettings,
  LossHistorySchema,
  PromotionSchema,
  serving,
  TuningFieldSchema,
  TuningRunSchema,
  tuningSettings,
} from './schemas/tuning.ts';

const path = { id: number('Number of the run.') };

const OneRun = named(
  'TuningRunAnswer',
  answer('tuning-run', {
    run: TuningRunSchema,
    settings: tuningSettings,
    job: record({ ...JobSchema.properties, jobKind: always('tuning', 'Kind of its job.') }, 'Its job.'),
    history: orNull(LossHistorySchema),
  }),
);

const Promotions = named('Promotions', answer('promotions', { serving, rows: list(PromotionSchema, 'Newest first.') }));

/** What a form for a new run may hold: text, as forms do; what is left out has its default. */
const newRun = record(
  Object.fromEntries(
    Object.values(tuningFields)
      .flat()
      .map(({ name }) => [name, maybe(text(`See the fields of \`GET /tuning/new\`.`))]),
  ),
);

const runColumns = {
  run: 'number of the run',
  name: 'what people call it',
  strategy: 'prompt strategy it is for',
  method: 'way of tuning',
  learning_rate: 'peak of the learning rate',
  source: 'where its examples are from',
  training_examples: 'examples to learn from',
  validation_examples: 'examples held out',
  reviews: 'reviewed targets among them',
  reviews_left_out: 'reviewed targets that the strategy cannot learn',
  steps_done: 'steps done',
  steps_total: 'steps in all',
  ended_early: 'whether it ended because validation got no better',
  trained_parameters: 'numbers that are learned',
  best_step: 'step of the best validation',
  best_loss_nats_per_token: 'loss there',
  best_exact_match: 'share of the held-out answers right to the letter there',
  adapter_sha256: 'digest of the adapter of that step',
  validation_sha256: 'digest of the examples held out',
  state: 'how far it is',
  is_serving: 'whether an adapter of it answers for its strategy',
  started_by: 'account that asked for it',
  created_utc: 'when it was asked for',
  started_utc: 'when it was begun',
  finished_utc: 'when it ended',
};

const pages: Operations = {
  'GET /tuning': {
    id: 'listTuningRuns',
    tag: 'tuning',
    summary: 'Every tuning run, newest first, and which adapter answers for each strategy',
    query: { next: nextParameter },
    answers: pageAnswer('The runs, 50 a page; CSV has all of them.', {
      json: table('tuning-runs', TuningRunSchema, { matching, serving }),
      csv: runColumns,
    }),
  },
  'GET /tuning/new': {
    id: 'readTuningForm',
    tag: 'tuning',
    summary: 'What a run can be started with: fields, defaults, bounds, and how many reviews there are',
    answers: pageAnswer('The form.', {
      json: answer('tuning-form', {
        post: href('Where a run is asked for.'),
        labels: record(
          {
            reviewed: count('Targets with a review that counts.'),
            usableByCot: count('Those whose labels chain of thought can learn.'),
            fewest: count('Fewest that a run can learn from.'),
          },
          'Reviews there are to learn from.',
        ),
        fields: list(TuningFieldSchema, 'Every field.'),
        learningRates: record(
          {
            prefix: real('Peak where none is said, for a prefix.'),
            prompt: real('For a prompt.'),
            lora: real('For LoRA.'),
          },
          'Peaks of the learning rate where none is said.',
        ),
      }),
    }),
  },
  'GET /tuning/compare': {
    id: 'compareTuningRuns',
    tag: 'tuning',
    summary: 'Runs side by side: settings that differ, losses, results',
    query: { run: Type.Array(Type.String(), { description: 'Number of a run, once for each; at least two.' }) },
    answers: pageAnswer('The runs.', {
      json: answer('tuning-comparison', {
        rows: list(TuningRunSchema, 'The runs.'),
        isComparable: flag('Whether all were measured on the same examples.'),
        differing: differingSettings,
      }),
      csv: {
        run: 'number of the run',
        name: 'what people call it',
        step: 'step of the run',
        validation_loss: 'loss of the examples held out, nats per token',
        exact_match: 'share of them answered to the letter',
      },
    }),
  },
  'GET /tuning/:id': {
    id: 'readTuningRun',
    tag: 'tuning',
    summary: 'A tuning run: settings, how far it is, what it measured',
    path,
    answers: pageAnswer('The run.', {
      json: OneRun,
      csv: {
        step: 'step of the run',
        training_loss: 'loss of the step, nats per token',
        validation_loss: 'loss of the examples held out',
        exact_match: 'share of them answered to the letter',
        step_s: 'time the step took, s',
      },
    }),
    errors: ['server.not_found'],
  },
  'GET /tuning/:id/promote': {
    id: 'readPromotionRequest',
    tag: 'tuning',
    summary: 'What a promotion of the adapter of a run would replace',
    path,
    answers: pageAnswer('What is to be confirmed.', {
      json: answer('promotion-request', {
        post: href('Where the promotion is asked for.'),
        fields: record({ replaces: text('What `replaces` is to say.') }, 'What confirms it.'),
        run: TuningRunSchema,
        replaces: record(
          {
            promotion: orNull(number('Promotion in force; null for the shipped adapter.')),
            run: orNull(TuningRunSchema),
            adapterSha256: orNull(text('Digest of its adapter; null for the shipped one.')),
          },
          'What answers now.',
        ),
        isComparable: flag('Whether both were measured on the same examples.'),
      }),
    }),
    errors: ['server.not_found', 'server.not_promotable'],
  },
  'GET /tuning/promotions': {
    id: 'listPromotions',
    tag: 'tuning',
    summary: 'Which adapter answers for each strategy, and every promotion before',
    answers: pageAnswer('The promotions.', {
      json: Promotions,
      csv: {
        promotion: 'number of the promotion',
        strategy: 'strategy it is for',
        run: 'run of the adapter',
        adapter_sha256: 'digest of the adapter',
        folder: 'folder of the adapter below the data folder',
        author: 'who promoted it',
        created_utc: 'when',
        back_to: 'promotion that it rolls back to',
        in_force: 'whether its adapter answers now',
      },
    }),
  },
};

/** `/tuning` and what hangs on it. */
export const tuningOperations: Operations = {
  ...pages,
  'POST /tuning': {
    id: 'startTuning',
    tag: 'tuning',
    summary: 'Queues a tuning run',
    form: newRun,
    answers: changeAnswers(202, {
      meaning: 'The run is queued.',
      json: answer('tuning', { tuning: href('Address of the run.'), job: href('Address of its job.') }),
      location: 'The page of the run.',
    }),
    errors: ['server.bad_fields'],
  },
  'POST /tuning/:id/stop': {
    id: 'stopTuning',
    tag: 'tuning',
    summary: 'Stops a run after the step in hand; what was learned is kept',
    path,
    answers: changeAnswers(200, { meaning: 'The run.', json: OneRun }),
    errors: ['server.not_found'],
  },
  'POST /tuning/:id/resume': {
    id: 'resumeTuning',
    tag: 'tuning',
    summary: 'Lets a run that failed or was stopped go on from its checkpoint',
    path,
    answers: changeAnswers(200, { meaning: 'The run.', json: OneRun }),
    errors: ['server.not_found'],
  },
  'POST /tuning/:id/promote': {
    id: 'promoteAdapter',
    tag: 'tuning',
    summary: 'Lets the adapter of a run answer for its strategy from the next question on',
    path,
    form: record({
      replaces: maybe(
        text('Number of the promotion believed to be in force, or `shipped`; refused when another one is.'),
      ),
    }),
    answers: changeAnswers(200, { meaning: 'The promotions.', json: Promotions }),
    errors: ['server.not_found', 'server.not_promotable', 'server.promotion_superseded'],
  },
  'POST /tuning/roll-back': {
    id: 'rollBackAdapter',
    tag: 'tuning',
    summary: 'Lets the adapter of an earlier promotion, or the shipped one, answer again',
    form: record({
      to: text('Number of the promotion, or `shipped`.'),
      strategy: maybe(oneOf(strategies, 'Strategy; needed with `shipped`.')),
    }),
    answers: changeAnswers(200, { meaning: 'The promotions.', json: Promotions }),
    errors: ['server.not_found', 'server.promotion_superseded'],
  },
};
