import { strategies } from '#prompts';
import { baselineNames, choiceDefaults } from '../evaluation/evaluation-choices.ts';
import { builtInSets } from '../evaluation/record-sets.ts';

/** Fields of a form or of an address, by name. */
export type FormFields = Readonly<Record<string, unknown>>;

/** Models of the form; baselines are a list of their own. */
export const modelKinds = ['tuned', 'base'] as const;

/**
 * A list of names in a form: `sets=nominal,perturbed`, or a field for each, `sets.nominal=on`.
 *
 * @returns the known names chosen, in their usual order, and what else was named
 */
export function listIn<T extends string>(fields: FormFields, name: string, known: readonly T[]) {
  const text = fields[name];
  const named =
    typeof text === 'string'
      ? text.split(',').map((part) => part.trim())
      : known.filter((value) => typeof fields[`${name}.${value}`] === 'string');
  return {
    chosen: known.filter((value) => named.includes(value)),
    strange: named.filter((value) => value !== '' && !known.some((one) => one === value)),
  };
}

/**
 * What the form on built-in sets proposes: minutes on a small machine. The recurrent baseline learns for minutes before its
 * first answer, and reads the motion alone.
 */
export const proposedSets: FormFields = {
  what: 'sets',
  sets: builtInSets.join(),
  models: modelKinds.join(),
  strategies: strategies.join(),
  baselines: baselineNames.filter((name) => name === 'rules').join(),
  n: '100',
  baseN: '20',
  seed: String(choiceDefaults.seed),
};

/** What the form on labels proposes: everything. */
export const proposedLabels: FormFields = {
  what: 'labels',
  log: '',
  models: modelKinds.join(),
  strategies: strategies.join(),
};
