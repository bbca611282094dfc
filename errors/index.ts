/** The one error class of the program; every layer lists its own codes in its `errors.ts`. */

export interface AppErrorOptions {
  /** The edit or command that mends it. */
  hint?: string;
  /** Machine-readable particulars: values, bounds, places. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/**
 * An expected failure, told in one sentence: what was expected, what was got, where.
 *
 * `code` is `layer.what_is_wrong` and is the stable contract; `message` is for people.
 */
export class AppError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }
}
