import { strategies } from '#prompts';
import type { FieldFault } from '../../http/worded-error.ts';
import type { MessageKey, Words } from '../../http/words.ts';
import {
  defaultAlpha,
  defaultTargets,
  learningRates,
  methodLimits,
  virtualStarts,
} from '../../tuning/method-choice.ts';
import { defaultVariedShare, type NumberLimits, runLimits } from '../../tuning/run-limits.ts';
import { adapterMethods, exampleSources, repeatLimits } from '../../tuning/tuning-settings.ts';

/** A field of the form for a new run. */
export interface TuningField {
  readonly name: string;
  /** What it holds before anybody types. */
  readonly fallback: string;
  /** A closed set of values, with the group of their words. */
  readonly choices?: { readonly group: string; readonly values: readonly string[] };
  /** Bounds of a whole number. */
  readonly limits?: NumberLimits;
  /** Methods, or sources, that it belongs to; all where it is left out. */
  readonly methods?: readonly string[];
  readonly sources?: readonly string[];
}

const whole = (name: string, limits: NumberLimits): TuningField => ({
  name,
  limits,
  fallback: limits.fallback === null ? '' : String(limits.fallback),
});

const choice = (name: string, group: string, values: readonly string[], fallback: string): TuningField => ({
  name,
  fallback,
  choices: { group, values },
});

/** The form for a new run, group by group. */
export const tuningFields = {
  what: [{ name: 'name', fallback: '' }, choice('strategy', 'strategies', strategies, 'cot')],
  examples: [
    choice('source', 'tuningSources', exampleSources, 'simulated'),
    { ...whole('examples', runLimits.examples), sources: ['simulated', 'both'] },
    { name: 'varied', fallback: String(defaultVariedShare), sources: ['simulated', 'both'] },
    { ...whole('repeat', repeatLimits), sources: ['both'] },
    whole('validation', runLimits.validation),
  ],
  method: [
    choice('method', 'tuningMethods', adapterMethods, 'prefix'),
    { ...whole('prefix', methodLimits.prefix), methods: ['prefix', 'prompt'] },
    { ...choice('init', 'virtualStarts', virtualStarts, 'text'), methods: ['prefix', 'prompt'] },
    { name: 'dropout', fallback: '0', methods: ['prefix'] },
    { ...whole('projection', methodLimits.projection), methods: ['prefix'] },
    { ...whole('rank', methodLimits.rank), methods: ['lora'] },
    { name: 'alpha', fallback: String(defaultAlpha), methods: ['lora'] },
    { name: 'targets', fallback: defaultTargets.join(', '), methods: ['lora'] },
  ],
  learning: [
    { name: 'learningRate', fallback: '' },
    whole('steps', runLimits.steps),
    whole('batch', runLimits.batch),
    whole('accumulate', runLimits.accumulate),
    whole('evaluateEvery', runLimits.evaluateEvery),
    whole('patience', runLimits.patience),
    whole('seed', runLimits.seed),
  ],
} as const satisfies Readonly<Record<string, readonly TuningField[]>>;

/** What of a field the form shows. */
export function fieldView(
  { name, fallback, choices, methods, sources }: TuningField,
  typed: ReadonlyMap<string, string>,
  faults: readonly FieldFault[],
  words: Words,
) {
  const value = typed.get(name) ?? fallback;
  const own = faults.filter(({ field }) => field === name);
  const noteValues = { prefix: learningRates.prefix, lora: learningRates.lora };
  return {
    name,
    value,
    label: words.t(`tuning.field.${name}` as MessageKey),
    note: words.t(`tuning.note.${name}` as MessageKey, noteValues),
    of: [...(methods ?? []), ...(sources ?? [])].map((owner) => `of-${owner}`).join(' '),
    choices:
      choices?.values.map((choiceValue) => ({
        value: choiceValue,
        title: words.term(choices.group, choiceValue),
        isChosen: choiceValue === value,
      })) ?? null,
    faults: own.map(({ message, values }) => words.t(message, values)),
  };
}
