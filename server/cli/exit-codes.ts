import { AppError } from '#errors';

/** Exit codes of every command. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  rejected: 3,
  notFound: 4,
  dependencyMissing: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code tells a script, in the order of the codes. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed',
  2: 'wrong usage',
  3: 'input rejected, some or all; the good part was still worked on',
  4: 'file or folder not found',
  5: 'model or adapter missing',
  130: 'interrupted; what was finished is kept',
};

/** Error codes by the exit code they lead to; a code that is not listed exits 1. */
const errorCodesOf: Readonly<Record<number, readonly string[]>> = {
  [exitCodes.done]: ['domain.unknown_column'],
  [exitCodes.usage]: ['server.usage', 'server.output_exists', 'server.bad_setting', 'tuner.run_mismatch'],
  [exitCodes.rejected]: [
    'domain.empty_log',
    'domain.binary_log',
    'domain.no_header',
    'domain.line_too_long',
    'domain.broken_json',
    'domain.broken_csv',
    'domain.wrong_column_count',
    'domain.missing_field',
    'domain.not_a_number',
    'domain.not_text',
    'domain.bad_epoch',
    'domain.wrong_unit',
    'domain.duplicate_epoch',
    'domain.time_backwards',
    'domain.too_few_states',
    'server.labels_invalid',
    'tuner.example_too_long',
  ],
  [exitCodes.notFound]: ['server.input_missing'],
  [exitCodes.dependencyMissing]: ['server.model_missing', 'model.folder_missing'],
  [exitCodes.interrupted]: ['server.interrupted'],
};

/** Exit code for an error code, `layer.what_is_wrong`. */
export const exitCodeOf = (errorCode: string): ExitCode =>
  Object.values(exitCodes).find((exitCode) => errorCodesOf[exitCode]?.includes(errorCode)) ?? exitCodes.failed;

/** Any thrown value as an {@link AppError}; faults of our own become `server.unexpected`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('server.unexpected', message, { cause: thrown });
}
