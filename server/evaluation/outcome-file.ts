import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#errors';
import type { Outcome } from '#tuner';

/** What outcomes depend on beside their records; the first line of their file. */
export interface OutcomeOrigin {
  readonly contestant: string;
  readonly model: string | null;
  readonly adapter: string | null;
  readonly set: string;
  readonly seed: number;
}

/** Outcomes of one contestant on one set, kept as NDJSON so that a stopped evaluation goes on where it was. */
export interface OutcomeFile {
  readonly known: readonly Outcome[];
  append(outcomes: readonly Outcome[]): Promise<void>;
}

/**
 * Opens or begins a file of outcomes; a last line that was cut off is dropped.
 *
 * @throws AppError `server.evaluation_differs` when the file was made by another model, adapter or seed
 */
export async function openOutcomeFile(path: string, origin: OutcomeOrigin): Promise<OutcomeFile> {
  const header = JSON.stringify(origin);
  const lines = existsSync(path) ? (await readFile(path, 'utf8')).split('\n').slice(0, -1) : [];
  if (lines.length > 0 && lines[0] !== header) {
    throw new AppError('server.evaluation_differs', `Expected outcomes of ${header} in ${path}, got ${lines[0]}.`, {
      hint: 'choose another folder with --run, or delete this one',
    });
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${[header, ...lines.slice(1)].join('\n')}\n`);
  return {
    known: lines.slice(1).map((line) => JSON.parse(line) as Outcome),
    append: (outcomes) => appendFile(path, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('')),
  };
}

/** Outcomes that are kept nowhere. */
export const keptNowhere: OutcomeFile = { known: [], append: async () => {} };
