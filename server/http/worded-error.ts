import { AppError } from '#errors';
import { english, type MessageKey, type Values, type Words } from './words.ts';

/** What an error says, by the names of its messages. */
interface Saying {
  readonly message: MessageKey;
  readonly hint?: MessageKey;
  readonly values?: Values;
  /** What is wrong with single fields of a form. */
  readonly faults?: readonly FieldFault[];
}

/** A field of a form that cannot be used, and why. */
export interface FieldFault {
  readonly field: string;
  readonly message: MessageKey;
  readonly values: Values;
}

/** The same in words. */
export interface ToldFault {
  readonly field: string;
  readonly message: string;
}

/** What a reader is told of an error. */
export interface ToldError {
  readonly message: string;
  readonly hint: string | null;
  /** Whether it is in English on a page of another language, as errors of the layers below are. */
  readonly isEnglish: boolean;
  readonly faults: readonly ToldFault[];
}

const sayings = new WeakMap<AppError, Saying>();

/** An error of the console's own: English in itself, and on a page in the language of the reader. */
export function wordedError(code: string, saying: Saying): AppError {
  const { message, hint, values } = saying;
  const options = hint === undefined ? {} : { hint: english.t(hint, values) };
  const error = new AppError(code, english.t(message, values), options);
  sayings.set(error, saying);
  return error;
}

/** The message and hint of an error, in these words where it has them. */
export function tellError(error: AppError, words: Words): ToldError {
  const saying = sayings.get(error);
  if (saying === undefined) return { message: error.message, hint: error.hint ?? null, isEnglish: true, faults: [] };
  const { message, hint, values, faults = [] } = saying;
  return {
    message: words.t(message, values),
    hint: hint ? words.t(hint, values) : null,
    isEnglish: false,
    faults: faults.map((fault) => ({ field: fault.field, message: words.t(fault.message, fault.values) })),
  };
}
