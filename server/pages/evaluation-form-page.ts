import type { AppError } from '#errors';
import { strategies } from '#prompts';
import { estimateTime, type TimeEstimate } from '../evaluation/estimate-time.ts';
import { baselineNames, choiceLimits } from '../evaluation/evaluation-choices.ts';
import { builtInSets } from '../evaluation/record-sets.ts';
import type { Page } from '../http/respond.ts';
import { durationWords } from '../http/view-formats.ts';
import { tellError } from '../http/worded-error.ts';
import { english, type MessageKey, type Words } from '../http/words.ts';
import { type EvaluationSettings, plannedSetsOf, stepsOf } from '../jobs/evaluation-plan.ts';
import type { LabeledLog } from '../store/labeled-logs.ts';
import { type FormFields, listIn, modelKinds } from './evaluation-form-fields.ts';
import type { EvaluationReport } from './evaluation-schema.ts';
import { reportWords } from './report-words.ts';

/** One of the two forms: what stands in it, and what that asks for; null when it asks for nothing that can be done. */
interface FormState {
  readonly fields: FormFields;
  readonly settings: EvaluationSettings | null;
}

/** Everything the page of a new evaluation shows. */
export interface EvaluationFormState {
  readonly sets: FormState;
  readonly labels: FormState;
  readonly logs: readonly LabeledLog[];
  /** Reports whose rates are known, newest first. */
  readonly reports: readonly EvaluationReport[];
  /** Why the form was refused. */
  readonly fault?: AppError;
}

/** The forms that start an evaluation: on built-in sets, and on labels of analysts. */
export function evaluationFormPage(state: EvaluationFormState, words: Words): Page {
  const { sets, labels, logs, reports, fault } = state;
  const labeledCount = logs.reduce((sum, { targetCount }) => sum + targetCount, 0);
  return {
    view: 'evaluation-new',
    title: words.t('evaluation.new'),
    section: 'evaluation',
    model: {
      fault: fault && { code: fault.code, ...tellError(fault, words) },
      sets: {
        choices: [
          checks('sets', builtInSets, sets.fields, words),
          checks('models', modelKinds, sets.fields, words),
          checks('strategies', strategies, sets.fields, words),
          checks('baselines', baselineNames, sets.fields, words),
        ],
        numbers: (['n', 'baseN', 'seed'] as const).map((name) => ({
          name,
          label: words.t(`evaluation.new.${name}`),
          value: String(sets.fields[name] ?? ''),
          ...choiceLimits[name],
        })),
        estimate: estimateWords(sets, reports, words),
      },
      labels: labeledCount > 0 && {
        logs: [
          { value: '', title: words.t('evaluation.new.allLogs', { count: labeledCount }), isChosen: false },
          ...logs.map(({ logId, logName, targetCount }) => ({
            value: String(logId),
            title: words.t('evaluation.new.log', { log: logName, count: targetCount }),
            isChosen: labels.fields.log === String(logId),
          })),
        ],
        choices: [
          checks('models', modelKinds, labels.fields, words),
          checks('strategies', strategies, labels.fields, words),
        ],
        estimate: estimateWords(labels, reports, words),
      },
    },
    json: {
      kind: 'new-evaluation',
      post: '/evaluation',
      sets: { fields: setFields, estimate: estimateOf(sets, reports) },
      labels: { fields: labelFields, logs, estimate: estimateOf(labels, reports) },
    },
  };
}

const orderedNames = (names: readonly string[]): string => `some of: ${names.join(', ')}`;

/** What the fields of a request are, told to programs. */
const setFields = {
  what: 'sets',
  sets: orderedNames(builtInSets),
  models: orderedNames(modelKinds),
  strategies: orderedNames(strategies),
  baselines: `${orderedNames(baselineNames)}; may be left out`,
  n: choiceLimits.n,
  baseN: choiceLimits.baseN,
  seed: choiceLimits.seed,
};
const labelFields = {
  what: 'labels',
  log: 'number of a log with labels; left out for every log',
  models: setFields.models,
  strategies: setFields.strategies,
};

/** Boxes to tick, a field for each name. */
function checks(
  name: 'sets' | 'models' | 'strategies' | 'baselines',
  known: readonly string[],
  fields: FormFields,
  words: Words,
) {
  const { chosen } = listIn(fields, name, known);
  const titleOf = (value: string): string => {
    if (name === 'sets') return reportWords(value, words);
    return name === 'strategies'
      ? words.term('strategies', value)
      : words.t(`evaluation.${name}.${value}` as MessageKey);
  };
  return {
    legend: words.t(`evaluation.new.${name}`),
    note: name === 'baselines' ? words.t('evaluation.new.baselines.note') : null,
    boxes: known.map((value) => ({
      name: `${name}.${value}`,
      title: titleOf(value),
      isChosen: chosen.includes(value),
    })),
  };
}

/** Records and time of a form; null where it asks for nothing that can be done. */
function estimateOf({ settings }: FormState, reports: readonly EvaluationReport[]) {
  if (settings === null) return null;
  const estimate = {
    what: settings.what,
    records: stepsOf(settings),
    ...estimateTime(plannedSetsOf(settings), reports),
  };
  return { ...estimate, words: inWords(estimate, english) };
}

function estimateWords(form: FormState, reports: readonly EvaluationReport[], words: Words): string {
  const estimate = estimateOf(form, reports);
  return estimate === null ? words.t('evaluation.new.nothing') : inWords(estimate, words);
}

interface Estimate extends TimeEstimate {
  readonly what: EvaluationSettings['what'];
  readonly records: number;
}

/** A baseline is not timed: it takes next to nothing once it has learned. */
function inWords({ what, records, seconds, unmeasured }: Estimate, words: Words): string {
  const told = words.t('evaluation.new.records', { count: records });
  const models = unmeasured.filter((key) => !key.startsWith('baseline/'));
  if (seconds === null) return `${told} ${words.t('evaluation.new.noRate')}`;
  const key = what === 'sets' ? 'evaluation.new.time' : 'evaluation.new.timeOwn';
  const time = words.t(key, { time: durationWords(seconds) });
  const missing =
    models.length === 0 ? '' : ` ${words.t('evaluation.new.without', { contestants: words.list(models) })}`;
  return `${told} ${time}${missing}`;
}
