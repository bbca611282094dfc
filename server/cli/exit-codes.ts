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

/** Error codes by the exit code they lead to; others of the domain mean rejected input, the rest exits 1. */
const errorCodesOf: Readonly<Record<number, readonly string[]>> = {
  [exitCodes.done]: ['domain.unknown_column'],
  [exitCodes.failed]: ['domain.incomplete_rulebook', 'domain.unknown_label', 'domain.transfer_singular'],
  [exitCodes.usage]: [
    'server.usage',
    'server.output_exists',
    'model.folder_taken',
    'server.bad_setting',
    'server.accounts_needed',
    'server.last_admin',
    'server.bad_form',
    'tuner.run_mismatch',
    'domain.own_unknown',
    'domain.bad_facts',
  ],
  [exitCodes.rejected]: [
    'server.labels_invalid',
    'server.no_catalog',
    'server.weak_password',
    'server.bad_account_name',
    'server.account_exists',
    'tuner.example_too_long',
  ],
  [exitCodes.notFound]: ['server.input_missing', 'server.account_missing'],
  [exitCodes.dependencyMissing]: [
    'server.model_missing',
    'model.folder_missing',
    'model.gate_missing',
    'model.gate_failed',
  ],
  [exitCodes.interrupted]: ['server.interrupted', 'server.job_cancelled'],
};

/** Exit code for an error code, `layer.what_is_wrong`. */
export function exitCodeOf(errorCode: string): ExitCode {
  const listed = Object.values(exitCodes).find((exitCode) => errorCodesOf[exitCode]?.includes(errorCode));
  return listed ?? (errorCode.startsWith('domain.') ? exitCodes.rejected : exitCodes.failed);
}

/** Any thrown value as an {@link AppError}; faults of our own become `server.unexpected`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('server.unexpected', message, { cause: thrown });
}
