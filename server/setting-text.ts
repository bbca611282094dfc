import { readFileSync } from 'node:fs';
import { AppError } from '#errors';

/** A setting with its environment variable, its default and a line of explanation. */
export interface SettingDoc {
  readonly variable: string;
  readonly fallback: string;
  readonly meaning: string;
  /** Whether it may lie in a file, named by the variable with `_FILE` behind its name. */
  readonly isSecret?: boolean;
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The text of a setting, or its default. A secret may lie in a file whose path the variable with `_FILE` behind its name
 * has, as orchestrators mount secrets; a line end at the end of the file is not part of it.
 *
 * @throws AppError `server.bad_setting` when both are set, or the file cannot be read
 */
export function settingText(env: Environment, { variable, fallback, isSecret }: SettingDoc): string {
  const file = isSecret ? env[`${variable}_FILE`] : undefined;
  if (!file) return env[variable] || fallback;
  if (env[variable]) {
    throw new AppError('server.bad_setting', `Expected ${variable} or ${variable}_FILE, got both.`);
  }
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new AppError('server.bad_setting', `Expected a file to read ${variable} from at ${file}, got: ${cause}.`, {
      cause,
    });
  }
}
