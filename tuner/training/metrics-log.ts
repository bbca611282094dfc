import { existsSync } from 'node:fs';
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';

/** One line of `metrics.ndjson`. */
export interface MetricsRow {
  readonly step: number;
  readonly [name: string]: number | string;
}

/** The log of a run that is open. */
export interface MetricsLog {
  /** What earlier calls left of it. */
  readonly kept: readonly MetricsRow[];
  append(row: MetricsRow): Promise<void>;
}

/**
 * The measurements of a run, one JSON object a line.
 *
 * A resumed run drops what was logged after its checkpoint, so the log equals that of a run that was never stopped,
 * but for the times in it.
 */
export async function openMetricsLog(path: string, resumeStep: number): Promise<MetricsLog> {
  const lines = existsSync(path) ? (await readFile(path, 'utf8')).split('\n') : [];
  const rows = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as MetricsRow);
  const kept = rows.filter(({ step }) => step <= resumeStep);
  await writeFile(`${path}.new`, kept.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await rename(`${path}.new`, path);
  return { kept, append: (row) => appendFile(path, `${JSON.stringify(row)}\n`) };
}
