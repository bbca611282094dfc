import { strategies } from '#prompts';
import { baselineNames, choiceLimits, plannedContestants, type SetChoices } from '../evaluation/evaluation-choices.ts';
import { builtInSets } from '../evaluation/record-sets.ts';
import { type FieldFault, wordedError } from '../http/worded-error.ts';
import type { EvaluationSettings, LabelEvaluation, SetEvaluation } from '../jobs/evaluation-plan.ts';
import { type FormFields, listIn, modelKinds } from '../pages/evaluation-form-fields.ts';
import type { LabeledLog } from '../store/labeled-logs.ts';

/**
 * Reads what is to be evaluated on built-in sets. Lists come as names with commas, or as a field for each name.
 *
 * @throws AppError `server.bad_form` for a name or number that is none, and when nobody or nothing is chosen
 */
export function readSetEvaluation(fields: FormFields): SetEvaluation {
  const baselines = listOf(fields, 'baselines', baselineNames);
  const models: SetChoices['models'] = [
    ...listOf(fields, 'models', modelKinds),
    ...(baselines.length > 0 ? (['baseline'] as const) : []),
  ];
  const asked = listOf(fields, 'strategies', strategies);
  const sets = listOf(fields, 'sets', builtInSets);
  if (sets.length === 0) throw noneChosen('sets', builtInSets);
  const [n, baseN, seed] = (['n', 'baseN', 'seed'] as const).map((name) => numberIn(fields, name)) as [
    number,
    number,
    number,
  ];
  const choices = { sets, n, baseN, seed, models, strategies: asked, baselines };
  requireContestants(choices);
  return { what: 'sets', ...choices };
}

/**
 * Reads what is to be evaluated on labels of analysts.
 *
 * @throws AppError `server.bad_form` as {@link readSetEvaluation}, and when the log has no labels
 */
export function readLabelEvaluation(
  fields: FormFields,
  logs: readonly LabeledLog[],
  newestReviewId: number,
): LabelEvaluation {
  if (logs.length === 0) throw noLabels();
  const logId = logIn(fields, logs);
  const models: LabelEvaluation['models'] = [...listOf(fields, 'models', modelKinds), 'baseline'];
  const asked = listOf(fields, 'strategies', strategies);
  requireContestants({ models: models.slice(0, -1), strategies: asked, baselines: [] });
  const counted = logs.filter((log) => logId === null || log.logId === logId);
  const targetCount = counted.reduce((sum, log) => sum + log.targetCount, 0);
  const logName = logs.find((log) => log.logId === logId)?.logName ?? null;
  return { what: 'labels', logId, logName, upToReviewId: newestReviewId, targetCount, models, strategies: asked };
}

/**
 * Which of the two is asked for; built-in sets when nothing is said.
 *
 * @throws AppError `server.bad_form` for anything else
 */
export function whatIn({ what = 'sets' }: FormFields): EvaluationSettings['what'] {
  const found = evaluated.find((name) => name === what);
  if (found === undefined) throw badChoice('what', evaluated, String(what));
  return found;
}

const evaluated = ['sets', 'labels'] as const;

/** Null for every log. */
function logIn(fields: FormFields, logs: readonly LabeledLog[]): number | null {
  const value = typeof fields.log === 'string' ? fields.log.trim() : '';
  if (value === '') return null;
  const found = logs.find(({ logId }) => String(logId) === value);
  if (found !== undefined) return found.logId;
  throw badChoice(
    'log',
    logs.map(({ logId }) => String(logId)),
    value,
  );
}

function listOf<T extends string>(fields: FormFields, name: string, known: readonly T[]): readonly T[] {
  const { chosen, strange } = listIn(fields, name, known);
  if (strange.length === 0) return chosen;
  throw badChoice(name, known, strange.join(', '));
}

function numberIn(fields: FormFields, name: keyof typeof choiceLimits): number {
  const { least, most } = choiceLimits[name];
  const value = String(fields[name] ?? '').trim();
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw refusedField(name, 'error.notInRange', { least: String(least), most: String(most), value });
}

function requireContestants(choices: Parameters<typeof plannedContestants>[0]): void {
  if (choices.strategies.length === 0 && choices.models.some((kind) => kind !== 'baseline'))
    throw noneChosen('strategies', strategies);
  if (plannedContestants(choices).length === 0) throw noneChosen('models', modelKinds);
}

/** A refusal because of one field, which it names for programs too. */
function refusedField(name: string, message: FieldFault['message'], told: FieldFault['values']) {
  const values = { name, ...told };
  return wordedError('server.bad_form', { message, values, faults: [{ field: name, message, values }] });
}

const badChoice = (name: string, choices: readonly string[], value: string) =>
  refusedField(name, 'error.badChoice', { choices: choices.join(', '), value });

const noneChosen = (name: string, choices: readonly string[]) =>
  refusedField(name, 'error.noneChosen', { choices: choices.join(', ') });

const noLabels = () => wordedError('server.bad_form', { message: 'error.noLabels', hint: 'error.noLabels.hint' });
