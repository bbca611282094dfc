import { createReadStream, existsSync } from 'node:fs';
import { type FactsByTarget, readReportedFacts } from '#domain';
import { AppError } from '#errors';

/**
 * Reads the file of `--facts`; without one, nothing is known beyond the observations.
 *
 * @throws AppError `server.input_missing`, `domain.bad_facts`
 */
export async function readFacts(path: string | undefined): Promise<FactsByTarget> {
  if (path === undefined) return { source: 'none', facts: new Map() };
  if (!existsSync(path)) {
    throw new AppError('server.input_missing', `Expected a file of facts at ${path}, got nothing.`);
  }
  return readReportedFacts(createReadStream(path), path);
}
