import type { Strategy } from '#prompts';
import type { FieldFault } from '../http/worded-error.ts';
import { type TuningField, tuningFields } from '../pages/tuning/new-tuning-fields.ts';
import type { LabelCounts } from '../pages/tuning/new-tuning-page.ts';
import {
  learningRateOf,
  type MethodChoice,
  methodSettings,
  moduleNames,
  startFault,
  type VirtualStart,
} from '../tuning/method-choice.ts';
import {
  type AdapterMethod,
  type ExampleSource,
  fewestLabels,
  type TuningSettings,
} from '../tuning/tuning-settings.ts';

/** Longest name of a run, characters. */
const longestName = 80;
/** Longest part of a value that is told back, characters. */
const toldChars = 40;

/** What a form comes to: settings, or what is wrong with it, field by field. */
export type TuningForm =
  | { readonly settings: Omit<TuningSettings, 'folder'> }
  | { readonly settings?: undefined; readonly faults: readonly FieldFault[] };

const allFields: readonly TuningField[] = Object.values(tuningFields).flat();

/**
 * Reads the form for a new run; what is left out has its default, and fields of other methods are not looked at.
 *
 * @param typed  by name of the field
 * @param labels  reviews there are; too few of them are told before a job is queued
 */
export function readTuningForm(typed: ReadonlyMap<string, string>, labels: LabelCounts): TuningForm {
  const read = new FieldReader(typed);
  const strategy = read.choice('strategy') as Strategy;
  const method = read.choice('method') as AdapterMethod;
  const choice = methodChoice(read, method);
  const fault = startFault(choice);
  if (fault !== null) read.complain('init', `tuning.fault.${fault}`, {});
  const source = read.choice('source') as ExampleSource;
  const usable = strategy === 'cot' ? labels.usableByCot : labels.reviewed;
  if (source !== 'simulated' && usable < fewestLabels)
    read.complain('source', 'tuning.fault.tooFewLabels', { fewest: fewestLabels, usable });
  const settings = {
    name: read.name() || `${strategy} ${method}`,
    strategy,
    source,
    examples: read.required('examples'),
    varied: read.share('varied'),
    repeat: read.required('repeat'),
    validation: read.required('validation'),
    steps: read.required('steps'),
    batch: read.required('batch'),
    accumulate: read.required('accumulate'),
    patience: read.whole('patience') ?? null,
    evaluateEvery: read.required('evaluateEvery'),
    seed: read.required('seed'),
    method: methodSettings(choice) as TuningSettings['method'],
    learningRate: learningRateOf(choice),
  };
  return read.faults.length === 0 ? { settings } : { faults: read.faults };
}

function methodChoice(read: FieldReader, method: AdapterMethod): MethodChoice {
  const learningRate = read.positive('learningRate');
  const rate = learningRate === undefined ? {} : { learningRate };
  if (method === 'lora') {
    const alpha = read.positive('alpha');
    return {
      method,
      rank: read.required('rank'),
      ...(alpha === undefined ? {} : { alpha }),
      targets: read.targets(),
      ...rate,
    };
  }
  const start = { prefix: read.required('prefix'), init: read.choice('init') as VirtualStart };
  if (method === 'prompt') return { method, ...start, ...rate };
  return { method, ...start, dropout: read.share('dropout'), projection: read.whole('projection') ?? 0, ...rate };
}

/** Reads fields and gathers what is wrong with them; a value that cannot be used stands as 0 or the first choice. */
class FieldReader {
  readonly faults: FieldFault[] = [];
  readonly #typed: ReadonlyMap<string, string>;

  constructor(typed: ReadonlyMap<string, string>) {
    this.#typed = typed;
  }

  complain(field: string, message: FieldFault['message'], values: FieldFault['values']): void {
    this.faults.push({ field, message, values });
  }

  name(): string {
    const name = this.#text('name');
    if (name.length > longestName)
      this.complain('name', 'tuning.fault.long', { most: longestName, count: name.length });
    return name;
  }

  choice(name: string): string {
    const choices = fieldNamed(name).choices!.values;
    const value = this.#text(name);
    if (choices.includes(value)) return value;
    this.complain(name, 'tuning.fault.choice', { choices: choices.join(', '), value: told(value) });
    return choices[0]!;
  }

  /** A whole number; undefined where it is left empty and may be. */
  whole(name: string): number | undefined {
    const { low, high, fallback } = fieldNamed(name).limits!;
    const text = this.#text(name);
    if (text === '' && fallback === null) return undefined;
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= low && value <= high) return value;
    this.complain(name, 'tuning.fault.whole', { low, high, value: told(text) });
    return 0;
  }

  required(name: string): number {
    return this.whole(name) ?? 0;
  }

  share(name: string): number {
    const text = this.#text(name);
    const value = Number(text);
    if (text !== '' && value >= 0 && value < 1) return value;
    this.complain(name, 'tuning.fault.share', { value: told(text) });
    return 0;
  }

  /** A number above 0; undefined where it is left empty. */
  positive(name: string): number | undefined {
    const text = this.#text(name);
    if (text === '') return undefined;
    const value = Number(text);
    if (Number.isFinite(value) && value > 0) return value;
    this.complain(name, 'tuning.fault.positive', { value: told(text) });
    return undefined;
  }

  targets(): readonly string[] {
    const text = this.#text('targets');
    const names = moduleNames(text);
    if (names.length > 0 && names.length <= 20 && names.every((name) => /^[\w.]{1,60}$/.test(name))) return names;
    this.complain('targets', 'tuning.fault.targets', { value: told(text) });
    return [];
  }

  #text(name: string): string {
    return (this.#typed.get(name) ?? fieldNamed(name).fallback).trim();
  }
}

const fieldNamed = (name: string): TuningField => allFields.find((field) => field.name === name)!;

const told = (value: string): string => (value.length > toldChars ? `${value.slice(0, toldChars)}…` : value);

/** The fields of the form that were sent. */
export function typedFields(body: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  return new Map(
    allFields.flatMap(({ name }) => {
      const value = Object.hasOwn(body, name) ? body[name] : undefined;
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}
