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

/** Exit code of each error code; a code that is not listed exits 1. */
const exitCodeOfErrorCode: Readonly<Record<string, ExitCode>> = {
  'server.usage': exitCodes.usage,
  'server.output_exists': exitCodes.usage,
  'server.labels_invalid': exitCodes.rejected,
  'server.input_missing': exitCodes.notFound,
  'server.model_missing': exitCodes.dependencyMissing,
  'server.interrupted': exitCodes.interrupted,
};

/** Exit code for an error code, `layer.what_is_wrong`. */
export const exitCodeOf = (errorCode: string): ExitCode => exitCodeOfErrorCode[errorCode] ?? exitCodes.failed;

/** Any thrown value as an {@link AppError}; faults of our own become `server.unexpected`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('server.unexpected', message, { cause: thrown });
}
